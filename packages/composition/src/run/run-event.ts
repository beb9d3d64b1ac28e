import type { WorkloadSpec } from '@sagellm/bench-protocol';
import type { EndedRequest, Progress } from '@sagellm/bench-runner';
import type { Load } from './load-pattern.ts';

export type { EndedRequest };

/** What a run says while it goes; the app decides how to show it. */
export type RunEvent =
  | { type: 'notice'; text: string }
  | { type: 'workload-start'; workload: WorkloadSpec; load: Load; index: number; of: number }
  | { type: 'progress'; workload: WorkloadSpec; progress: Progress }
  /** With `tellEach`. */
  | { type: 'requests-ended'; requests: EndedRequest[] }
  | { type: 'workload-end'; workload: WorkloadSpec };
