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
  /**
   * Of a dataset that ends: only its requests `from` to before `to`, so that the phases and workloads of a run share
   * none. Absent: all of them, the warm-up beginning at the last. Datasets without end ignore it.
   */
  items?: { from: number; to?: number };
};

/** Makes requests. The n-th request depends on the spec and n alone, so a seed repeats a run. */
export interface Dataset {
  readonly name: string;
  /** Endless, or as long as a file; the caller takes as many as the run needs. Iterating again begins anew. */
  sample(spec: SampleSpec): Iterable<BenchmarkRequest>;
}
