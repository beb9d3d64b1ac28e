import type { BenchmarkRequest } from '../benchmark/benchmark-request.ts';
import type { WorkloadSpec } from '../benchmark/workload-spec.ts';
import type { Tokenizer } from './tokenizer.ts';

export type SampleSpec = {
  workload: WorkloadSpec;
  tokenizer: Tokenizer;
  seed: number;
  /** Warm-up prompts never appear among the measured ones. */
  phase: 'warmup' | 'measured';
  exactOutput: boolean;
};

/** Makes requests. The n-th request depends on the spec and n alone, so a seed repeats a run. */
export interface Dataset {
  readonly name: string;
  /** Endless; the caller takes as many as the run needs. */
  sample(spec: SampleSpec): Iterable<BenchmarkRequest>;
}
