import type { PercentileName } from '@sagellm/bench-protocol';
import type { ContractMetric } from './contract-metrics.ts';

/** Which number of a metric a row speaks of; `value` is the one of a metric that is no distribution. */
export type ContractStatistic = 'mean' | 'min' | 'max' | PercentileName | 'value';

/** One promise: a number of every workload that the row applies to stays on the right side of a limit. */
export type ContractRow = {
  metric: ContractMetric;
  statistic: ContractStatistic;
  /** The limit itself is kept. */
  comparator: '<=' | '>=';
  /** In the metric's own unit; a share is 0..1. */
  limit: number;
  /** An advisory row is judged and shown, and never decides. */
  severity: 'required' | 'advisory';
  /** Names or globs (`*`, `?`; case does not matter). Absent: every workload. */
  workloads?: readonly string[];
};

/** Promises under one name. All that are required must be kept on every workload they apply to. */
export type Contract = {
  name: string;
  description?: string;
  rows: readonly ContractRow[];
};
