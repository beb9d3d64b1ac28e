import { missingFrame } from '../doubts/missing-frame.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { Doubt } from '../foreign-report.ts';
import { tableOf } from '../foreign-table.ts';
import { type JsonObject, listText, objectAt, objectsAt, textAt } from '../loose-json.ts';

const SUMMARY = [
  'total_batches',
  'warmup_rounds',
  'total_requests',
  'successful_requests',
  'failed_requests',
  'avg_latency_ms',
  'avg_prompt_tokens',
  'avg_completion_tokens',
  'throughput_rps',
];
const MEASURED = ['avg_latency_ms', 'avg_prompt_tokens', 'avg_completion_tokens', 'throughput_rps'];
const DELTAS = ['avg_latency_ms', 'throughput_rps', 'avg_completion_tokens'].map((key) => `delta_vs_baseline.${key}`);
const BATCH = [
  'request_count',
  'success_count',
  'error_count',
  'wall_time_ms',
  'avg_request_latency_ms',
  'throughput_rps',
  'prompt_tokens',
  'completion_tokens',
];

/** One target of `nonstream-compare`. */
export function readNonstreamTarget(file: JsonObject): ForeignReading {
  const batches = objectsAt(file, 'batches');
  const labels = ['round_index', 'batch_size'];
  const read = tableOf(
    { title: 'Batches', labels },
    batches.map((from) => ({ labels: labels.map((label) => listText(from, label) ?? '–'), from })),
    BATCH,
  );
  const table = withoutEmptyZeros(read, (key) => !key.endsWith('_count'));
  const summary = withoutEmptyZeros(
    tableOf({ title: 'Summary', labels: [] }, [{ labels: [], from: objectAt(file, 'summary') }], SUMMARY),
    (key) => MEASURED.includes(key),
  );
  return {
    title: `Target ${textAt(file, 'label') ?? ''} of a comparison without streaming`.replace('  ', ' '),
    command: 'nonstream-compare',
    facts: [...factsOf(file), { label: 'url', text: textAt(file, 'url') }],
    tables: [summary.table, table.table],
    doubts: [
      ...errorTexts(batches),
      ...standing(['avg_latency_ms', 'avg_request_latency_ms', 'throughput_rps', 'wall_time_ms']),
      {
        code: 'latency-of-failures-too',
        keys: ['avg_request_latency_ms'],
        says: 'a batch’s mean latency includes failures, the summary’s does not',
        because: 'the product averages all requests of a batch, and successes only over all batches',
      },
      ...summary.doubts,
      ...table.doubts,
      missingFrame(['its schema version, when and on which machine it ran', 'the engine’s version']),
    ],
  };
}

/** `comparison.json` of `nonstream-compare`. */
export function readNonstreamComparison(file: JsonObject): ForeignReading {
  const read = tableOf(
    { title: 'Targets', labels: ['label'] },
    objectsAt(file, 'targets').map((from) => ({ labels: [textAt(from, 'label') ?? '–'], from })),
    [...SUMMARY, ...DELTAS, 'url'],
  );
  const { table, doubts } = withoutEmptyZeros(read, (key) => MEASURED.includes(key));
  return {
    title: 'Comparison of endpoints without streaming',
    command: 'nonstream-compare',
    facts: [
      ...factsOf(file),
      { label: 'baseline', text: textAt(file, 'baseline') },
      { label: 'batches', text: listText(file, 'batch_sizes') },
    ],
    tables: [table],
    doubts: [
      ...standing(['avg_latency_ms', 'throughput_rps']),
      {
        code: 'difference-without-spread',
        keys: DELTAS,
        says: 'a difference that may be noise',
        because: 'few requests, one target after the other in this order, and no spread to hold the difference against',
      },
      ...doubts,
      missingFrame(['its schema version, when and on which machine it ran', 'the engines’ versions']),
    ],
  };
}

function factsOf(file: JsonObject): NonNullable<ForeignReading['facts']> {
  return [
    { label: 'model', text: textAt(file, 'model') },
    { label: 'prompt', text: textAt(file, 'prompt') },
    { label: 'max_tokens', text: listText(file, 'max_tokens') },
  ];
}

function standing(timed: string[]): Doubt[] {
  return [
    {
      code: 'connecting-is-inside',
      keys: timed,
      says: 'the time to connect and to start threads is inside',
      because: 'each request opens a connection of its own, in a thread that starts within the measured time',
    },
    {
      code: 'same-prompt-again',
      keys: timed,
      says: 'a prefix cache may have answered',
      because: 'warm-up and every request send the same prompt',
    },
    {
      code: 'success-untrusted',
      keys: ['successful_requests', 'failed_requests', 'success_count', 'error_count'],
      says: 'a success may be a failure',
      because: 'every answer with status 200 counts as one, also when its text is an error',
    },
  ];
}

/** Here the texts are in the file, so an error that came as text can be found. */
function errorTexts(batches: JsonObject[]): Doubt[] {
  const requests = batches.flatMap((batch) => objectsAt(batch, 'requests'));
  const failed = requests.filter(
    (request) => request.ok === true && /^\[(Stream )?error: /i.test(textAt(request, 'completion_text') ?? ''),
  );
  if (failed.length === 0) return [];
  return [
    {
      code: 'failure-taken-for-success',
      keys: [...SUMMARY.slice(2), ...BATCH],
      says: `${failed.length} of ${requests.length} requests were failures that count as successes`,
      because: `their text is an error: ${(textAt(failed[0]!, 'completion_text') ?? '').slice(0, 80)}`,
    },
  ];
}
