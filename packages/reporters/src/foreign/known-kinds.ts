import type { ForeignReading } from './foreign-reading.ts';
import type { ForeignKind, ForeignProduct } from './foreign-report.ts';
import { readEndpointComparison } from './kinds/endpoint-comparison.ts';
import { readExperiment } from './kinds/experiment.ts';
import { readLeaderboard } from './kinds/leaderboard.ts';
import { readNonstreamComparison, readNonstreamTarget } from './kinds/nonstream.ts';
import { readPerfE2e } from './kinds/perf-e2e.ts';
import { readPerfOperator } from './kinds/perf-operator.ts';
import { readPolicyRun } from './kinds/policy-run.ts';
import { readRateSweep } from './kinds/rate-sweep.ts';
import { readSummary } from './kinds/summary.ts';
import { readWorkloadMetrics } from './kinds/workload-metrics.ts';
import { isObject, type JsonObject } from './loose-json.ts';

/** How a kind is told from the others, and who reads it. */
export type KnownKind = {
  kind: ForeignKind;
  product: ForeignProduct;
  says: string;
  is(file: JsonObject): boolean;
  read?(file: JsonObject, fileName: string, entries: JsonObject[]): ForeignReading;
};

const BENCHMARK = 'isagellm-benchmark';
const CONTROL_PLANE = 'isagellm-control-plane-benchmark';

const has =
  (...keys: string[]) =>
  (file: JsonObject) =>
    keys.every((key) => Object.hasOwn(file, key));
const hasKind = (kind: string) => (file: JsonObject) => file.kind === kind;
const ofEvery = (test: (file: JsonObject) => boolean) => (file: JsonObject) => {
  const held = Object.values(file);
  return held.length > 0 && held.every((value) => isObject(value) && test(value));
};

const LEADERBOARD: KnownKind = {
  kind: 'leaderboard',
  product: BENCHMARK,
  says: 'a leaderboard entry',
  is: (file) => has('entry_id', 'metrics')(file) && isObject(file.metrics),
  read: (file, _, entries) => readLeaderboard(entries.length > 0 ? entries : [file]),
};

/** What a whole list can be. */
export const knownLists: KnownKind[] = [{ ...LEADERBOARD, says: 'leaderboard entries' }];

/** The first that fits; what is told apart by one word stands above what is told apart by its shape. */
export const knownKinds: KnownKind[] = [
  {
    kind: 'perf-operator',
    product: BENCHMARK,
    says: 'an operator benchmark',
    is: hasKind('operator'),
    read: readPerfOperator,
  },
  {
    kind: 'compare-target',
    product: BENCHMARK,
    says: 'a target of a comparison',
    is: (file) => hasKind('e2e')(file) && file.mode === 'live-compare',
    read: readPerfE2e,
  },
  { kind: 'perf-e2e', product: BENCHMARK, says: 'an end-to-end benchmark', is: hasKind('e2e'), read: readPerfE2e },
  {
    kind: 'compare',
    product: BENCHMARK,
    says: 'a comparison of endpoints',
    is: hasKind('compare'),
    read: readEndpointComparison,
  },
  {
    kind: 'nonstream-target',
    product: BENCHMARK,
    says: 'a target of a comparison without streaming',
    is: hasKind('nonstream_compare_target'),
    read: readNonstreamTarget,
  },
  {
    kind: 'nonstream-compare',
    product: BENCHMARK,
    says: 'a comparison without streaming',
    is: hasKind('nonstream_compare'),
    read: readNonstreamComparison,
  },
  LEADERBOARD,
  {
    kind: 'policy-run-hybrid',
    product: CONTROL_PLANE,
    says: 'a result for chats and embeddings',
    is: (file) => has('policy_results')(file) && file.benchmark_type === 'hybrid',
    read: readPolicyRun,
  },
  {
    kind: 'policy-run',
    product: CONTROL_PLANE,
    says: 'a result',
    is: has('policy_results', 'benchmark_type'),
    read: readPolicyRun,
  },
  {
    kind: 'experiment',
    product: CONTROL_PLANE,
    says: 'an experiment',
    is: has('experiment_type', 'results'),
    read: readExperiment,
  },
  {
    kind: 'rate-sweep',
    product: CONTROL_PLANE,
    says: 'a rate sweep',
    is: ofEvery(has('policy', 'metrics', 'raw_results')),
    read: readRateSweep,
  },
  {
    kind: 'summary',
    product: BENCHMARK,
    says: 'a summary',
    is: (file) => isObject(file.workloads) && isObject(file.overall),
    read: readSummary,
  },
  {
    kind: 'workload-metrics',
    product: BENCHMARK,
    says: 'metrics',
    is: (file) => [file, file.metrics].some((value) => isObject(value) && isMetrics(value)) || ofEvery(isMetrics)(file),
    read: readWorkloadMetrics,
  },
  { kind: 'run-config', product: BENCHMARK, says: 'the settings', is: has('model_path', 'dataset', 'versions') },
  {
    kind: 'engine-response',
    product: BENCHMARK,
    says: 'one answer of an engine',
    is: has('trace_id', 'output_text', 'metrics'),
  },
  {
    kind: 'workload-template',
    product: BENCHMARK,
    says: 'workloads to run',
    is: (file) => Array.isArray(file.workloads) && Object.keys(file).length === 1,
  },
];

function isMetrics(file: JsonObject): boolean {
  return has('avg_ttft_ms', 'total_requests')(file);
}
