import type { OpenedDataset, Trace } from '@sagellm/bench-datasets';
import type { Tokenizer, Warning, WorkloadSpec } from '@sagellm/bench-protocol';

/** What is sent: the workloads of a plan, and how to get at their prompts once a tokenizer is there. */
export type PlannedPrompts = {
  workloads: WorkloadSpec[];
  /** The workloads say how long prompts and answers are; a dataset of its own lengths does not care. */
  lengthsKnown: boolean;
  /** Requests that will be asked of it, warm-up included; absent where only time decides. */
  open(tokenizer: Tokenizer, count: number | undefined): Promise<OpenedDataset>;
  /** With `--trace`: it says when each request is sent too. */
  trace?: Trace;
  /** What a reader of the numbers should know of these prompts. */
  warnings?: Warning[];
};
