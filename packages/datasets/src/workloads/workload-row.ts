import type { WorkloadSpec } from '@sagellm/bench-protocol';

/** A workload as written down; what is left out takes the schema's default (streaming, distinct prompts, no warm-up). */
export type WorkloadRow = Pick<
  WorkloadSpec,
  'name' | 'title' | 'topic' | 'prompt_tokens' | 'output_tokens' | 'requests' | 'concurrency'
> &
  Partial<WorkloadSpec>;
