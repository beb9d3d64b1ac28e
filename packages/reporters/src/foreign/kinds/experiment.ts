import { missingFrame } from '../doubts/missing-frame.ts';
import { thinPercentiles } from '../doubts/percentiles.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import { winnersWithoutTest } from '../doubts/winners.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { Doubt, ForeignRow, ForeignTable } from '../foreign-report.ts';
import { numberOf, tableOf } from '../foreign-table.ts';
import { isObject, type JsonObject, listText, numberAt, objectAt, objectsAt, textAt } from '../loose-json.ts';

/** What an experiment goes through beside policies. */
const LOOPS: Record<string, string> = {
  throughput: 'request_rate',
  slo_compliance: 'load_level',
  mixed_ratio: 'llm_ratio',
};

const WARM_UP = 10;

/** `<name>_result.json` of `experiment`: throughput, latency, SLO or the mix of chats and embeddings. */
export function readExperiment(file: JsonObject): ForeignReading {
  const type = textAt(file, 'experiment_type') ?? 'unknown';
  const parameters = objectAt(file, 'parameters');
  const { table, doubts } = withoutEmptyZeros(
    resultsOf(file, type),
    (key) => !/(success_rate|error_count|num_requests)$/.test(key),
  );
  return {
    title: `Experiment: ${type}`,
    command: 'experiment',
    facts: [
      { label: 'time', text: spanText(file) },
      { label: 'url', text: textAt(parameters, 'control_plane_url') },
      { label: 'policies', text: listText(parameters, 'policies') },
      { label: 'error', text: textAt(file, 'error') },
    ],
    tables: [table],
    doubts: [
      ...brokenColumns(table, type),
      ...doubts,
      thinPercentiles(table, (row) => completedBehind(row, numberAt(parameters, 'num_requests'))),
      ...fewMeasured(table, numberAt(parameters, 'num_requests')),
      {
        code: 'slo-without-failures',
        keys: table.columns.filter((key) => /compliance/.test(key)),
        says: 'the share of requests within their deadline leaves failures out',
        because: 'failed and timed-out requests are in neither half of the fraction',
      },
      {
        code: 'success-of-the-program',
        says: `“success” is ${String(file.success)}`,
        because: 'it says that the program ended, not that requests succeeded; “success_rate” does',
      },
      ...winnersWithoutTest(objectAt(file, 'summary')),
      missingFrame(['the machine, the engine, its version', 'the seed']),
    ],
  };
}

function resultsOf(file: JsonObject, type: string): ForeignTable {
  const loop = LOOPS[type];
  const rows = objectsAt(file, 'results').flatMap((result) => {
    const policies = Object.entries(objectAt(result, 'policies')).filter((entry): entry is [string, JsonObject] =>
      isObject(entry[1]),
    );
    if (loop === undefined || policies.length === 0)
      return [{ labels: [listText(result, 'policy') ?? '–'], from: withoutPolicy(result) }];
    return policies.map(([name, from]) => ({ labels: [listText(result, loop) ?? '–', name], from }));
  });
  const labels = loop !== undefined && rows.every(({ labels }) => labels.length === 2) ? [loop, 'policy'] : ['policy'];
  return tableOf({ title: 'Results', labels }, rows);
}

function withoutPolicy({ policy: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Three of the four experiments read each request’s latency from a field that does not exist. */
function brokenColumns(table: ForeignTable, type: string): Doubt[] {
  const broken = {
    latency: /^percentiles\.|p90_ms$|std_dev_ms$/,
    slo_compliance: /compliance|violation_count|total_requests/,
    mixed_ratio: /compliance/,
  }[type];
  const keys = broken ? table.columns.filter((key) => broken.test(key)) : [];
  if (keys.length === 0) return [];
  return [
    {
      code: 'read-from-a-missing-field',
      keys,
      says: 'never computed',
      because: 'the product reads each request’s latency from a field that its results do not have, and writes 0',
    },
  ];
}

/** Requests that were measured and succeeded; the file gives both only as a number before warm-up and a share. */
function completedBehind(row: ForeignRow, requests: number | undefined): number | undefined {
  if (requests === undefined) return undefined;
  return Math.round(Math.max(0, requests - WARM_UP) * (numberOf(row, 'success_rate') ?? 1));
}

function fewMeasured(table: ForeignTable, requests: number | undefined): Doubt[] {
  const measured = requests === undefined ? undefined : Math.max(0, requests - WARM_UP);
  return [
    {
      code: 'warm-up-taken-off',
      keys: table.columns.filter((key) => key.endsWith('num_requests')),
      says: `fewer requests were measured${measured === undefined ? '' : `: ${measured}`}`,
      because: `${WARM_UP} of each series go into warm-up, whatever their number`,
    },
  ];
}

function spanText(file: JsonObject): string | undefined {
  const start = textAt(file, 'start_time');
  return start && `${start} (no time zone in the file), ${listText(file, 'duration_seconds') ?? '–'} s`;
}
