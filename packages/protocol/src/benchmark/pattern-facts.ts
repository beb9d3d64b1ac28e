import { z } from 'zod';

const rate = z.number().positive();
const seconds = z.number().positive();

/** How the rate of an open load changes over time. Rates are requests per second. */
export const LoadShape = z.discriminatedUnion('kind', [
  /** Linear over `seconds`, then `to_rate` for ever. */
  z.object({ kind: z.literal('ramp'), from_rate: z.number().nonnegative(), to_rate: rate, seconds }),
  /** Each for `seconds`, the last for ever. */
  z.object({ kind: z.literal('steps'), rates: z.array(rate).min(1), seconds }),
  /** `rate` while on, nothing while off, again and again. */
  z.object({ kind: z.literal('on-off'), rate, on_seconds: seconds, off_seconds: seconds }),
]);
export type LoadShape = z.infer<typeof LoadShape>;

/** A recorded load that was sent again. */
export const TraceFacts = z.object({
  file_name: z.string(),
  /** `mooncake`, `burstgpt` or `jsonl`: whose columns the file has. */
  format: z.string(),
  requests: z.int().positive(),
  /** Its moments were multiplied by this. */
  time_scale: z.number().positive(),
  /** From its first to its last request as it was sent, i.e. scaled. */
  seconds: z.number().nonnegative(),
});
export type TraceFacts = z.infer<typeof TraceFacts>;

/** How the requests of a workload were sent. */
export const PatternFacts = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), concurrency: z.int().positive() }),
  z.object({
    kind: z.literal('open'),
    /** `trace`: the moments come from a file. */
    arrival: z.enum(['constant', 'poisson', 'gamma', 'burst', 'trace']),
    /** Mean requests per second; with a `shape` the highest that it reaches. */
    rate,
    burstiness: z.number().positive(),
    /** Absent where the rate is the same all the time. */
    shape: LoadShape.optional(),
    trace: TraceFacts.optional(),
  }),
]);
export type PatternFacts = z.infer<typeof PatternFacts>;
