import type { RequestRecord, WorkloadSpec } from '@sagellm/bench-protocol';
import type { Progress } from '@sagellm/bench-runner';
import type { Load } from './load-pattern.ts';

/** What a run says while it goes; the app decides how to show it. */
export type RunEvent =
  | { type: 'notice'; text: string }
  | { type: 'workload-start'; workload: WorkloadSpec; load: Load; index: number; of: number }
  | { type: 'progress'; workload: WorkloadSpec; progress: Progress }
  | { type: 'request-end'; record: RequestRecord }
  | { type: 'workload-end'; workload: WorkloadSpec };
