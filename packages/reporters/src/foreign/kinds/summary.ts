import { missingFrame } from '../doubts/missing-frame.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { Doubt } from '../foreign-report.ts';
import { tableOf } from '../foreign-table.ts';
import { isObject, type JsonObject, numberAt, objectAt } from '../loose-json.ts';
import { flatMetricsOf } from './flat-metrics.ts';

/** `benchmark_summary.json` of `run`, also the early form that holds every metric of a workload. */
export function readSummary(file: JsonObject): ForeignReading {
  const overall = objectAt(file, 'overall');
  const workloads = Object.entries(objectAt(file, 'workloads')).flatMap(([name, from]) =>
    isObject(from) ? [{ labels: [name], from }] : [],
  );
  const { table, doubts } = flatMetricsOf('Workloads', workloads);
  return {
    title: 'Summary of a run',
    command: 'run',
    tables: [tableOf({ title: 'Overall', labels: [] }, [{ labels: [], from: overall }]), table],
    doubts: [
      ...sumsDisagree(
        overall,
        workloads.map(({ from }) => from),
      ),
      ...doubts,
      missingFrame(['its schema version, when and on which machine it ran, the engine', 'the model']),
    ],
  };
}

/** A file that was edited, merged or cut says different things in its two halves. */
function sumsDisagree(overall: JsonObject, workloads: JsonObject[]): Doubt[] {
  const wrong = ['total_requests', 'successful_requests', 'failed_requests'].filter((key) => {
    const parts = workloads.map((workload) => numberAt(workload, key) ?? Number.NaN);
    const [whole, sum] = [numberAt(overall, key), parts.reduce((total, part) => total + part, 0)];
    return whole !== undefined && !Number.isNaN(sum) && whole !== sum;
  });
  if (wrong.length === 0) return [];
  return [
    {
      code: 'sums-disagree',
      keys: wrong,
      says: '“overall” is not the sum of the workloads',
      because: 'the file was changed, merged or cut after it was written',
    },
  ];
}
