import { z } from 'zod';

/**
 * A series in numbers. Percentiles are linear interpolations on raw values (type 7, numpy's default).
 *
 * `reliable.p99` is false where n is too small for a two-sided 99 % interval of that percentile; `ci99` holds the
 * order-statistics interval of those that are reliable.
 */
export const Distribution = z.object({
  n: z.int().positive(),
  mean: z.number(),
  /** Sample standard deviation (n − 1); absent for one value. */
  std: z.number().nonnegative().optional(),
  min: z.number(),
  max: z.number(),
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  p999: z.number(),
  reliable: z.object({ p50: z.boolean(), p90: z.boolean(), p95: z.boolean(), p99: z.boolean(), p999: z.boolean() }),
  ci99: z
    .object({
      p50: z.tuple([z.number(), z.number()]).optional(),
      p90: z.tuple([z.number(), z.number()]).optional(),
      p95: z.tuple([z.number(), z.number()]).optional(),
      p99: z.tuple([z.number(), z.number()]).optional(),
      p999: z.tuple([z.number(), z.number()]).optional(),
    })
    .optional(),
});
export type Distribution = z.infer<typeof Distribution>;

export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
export type PercentileName = keyof typeof PERCENTILES;
