import { missingFrame } from '../doubts/missing-frame.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import { isObject, type JsonObject, objectAt } from '../loose-json.ts';
import { flatMetricsOf } from './flat-metrics.ts';

/** `<workload>_metrics.json`: nested in `metrics`, flat as early versions wrote it, or several under their names. */
export function readWorkloadMetrics(file: JsonObject, fileName: string): ForeignReading {
  const sources = sourcesOf(file, fileName);
  const { table, doubts } = flatMetricsOf('Metrics', sources);
  return {
    title: `Metrics of ${sources.map(({ labels }) => labels[0]).join(', ')}`,
    command: 'run',
    tables: [table],
    doubts: [...doubts, missingFrame(['its schema version, the machine, the engine', 'the model'])],
  };
}

/** The workload of a single one is named by its file alone. */
function sourcesOf(file: JsonObject, fileName: string): { labels: string[]; from: JsonObject }[] {
  const name = fileName.replace(/^.*[\\/]/, '').replace(/(_metrics)?\.json$/i, '');
  if (isObject(file.metrics)) return [{ labels: [name], from: objectAt(file, 'metrics') }];
  if ('avg_ttft_ms' in file) return [{ labels: [name], from: file }];
  return Object.entries(file).flatMap(([workload, from]) => (isObject(from) ? [{ labels: [workload], from }] : []));
}
