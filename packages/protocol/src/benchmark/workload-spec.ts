import { z } from 'zod';
import { Sampling } from './benchmark-request.ts';

/** A named workload: how many requests of which size, how they are sent. Source: docs/USAGE.md, "Workloads". */
export const WorkloadSpec = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/),
  /** What users do with it, in a few words. */
  title: z.string(),
  /** Words the prompts are about; they begin the filler text. */
  topic: z.string(),
  /** Own tokens of each prompt, by the run's tokenizer. */
  prompt_tokens: z.int().positive(),
  output_tokens: z.int().positive(),
  requests: z.int().positive(),
  /** Requests in flight at most; 1 is one after another. */
  concurrency: z.int().positive(),
  warmup: z.int().nonnegative().default(0),
  stream: z.boolean().default(true),
  sampling: Sampling.default({}),
  /** Roles of the conversation; the last is always `user`. One `user` is a plain prompt. */
  turns: z
    .array(z.enum(['system', 'user', 'assistant']))
    .min(1)
    .default(['user']),
  /** True: no two prompts share a prefix, so that a prefix cache cannot make numbers too good. */
  distinct: z.boolean().default(true),
  /** All prompts share this part of their tokens, so that a prefix cache has something to hit; the rest is their own. */
  prefix_share: z.number().gt(0).lt(1).optional(),
  kv_budget_tokens: z.int().positive().optional(),
});
export type WorkloadSpec = z.infer<typeof WorkloadSpec>;
