import { z } from 'zod';
import { contractMetrics } from '../contracts/contract-metrics.ts';

const METRICS = contractMetrics.map(({ key }) => key);
export const STATISTICS = ['mean', 'min', 'max', 'value'] as const;
export const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'p999', 'p99.9'] as const;
export const COMPARATORS = ['<=', '>=', 'max', 'min'] as const;
/** Characters of a workload's name, and `*` and `?`; several are separated by commas, as in --workload. */
const FILTER = /^\s*[A-Za-z0-9_.*?-]+(\s*,\s*[A-Za-z0-9_.*?-]+)*\s*$/;

const Filter = z.string().regex(FILTER, 'is no name of a workload and no glob such as "short*"');

/** A contract as a person writes it. `readContract` adds what a schema cannot say. */
export const ContractFile = z.strictObject({
  name: z
    .string()
    .regex(/^[^\p{Cc}]{1,100}$/u, 'is one line of 1 to 100 characters')
    .describe('shown in every output'),
  description: z
    .string()
    .regex(/^[^\p{Cc}]+$/u, 'is one line')
    .optional(),
  rows: z
    .array(
      z.strictObject({
        metric: z.enum(METRICS).describe('a key of the metric catalog (bench explain)'),
        statistic: z.enum(STATISTICS).optional().describe('of a distribution: mean, min or max; of a number: value'),
        percentile: z.enum(PERCENTILES).optional().describe('of a distribution, in place of statistic'),
        comparator: z
          .enum(COMPARATORS)
          .describe('max and <= are the same, as are min and >=; the limit itself is kept'),
        limit: z.number().nonnegative().describe("in the metric's unit; a share is 0..1"),
        severity: z.enum(['required', 'advisory']).describe('advisory rows are judged and shown, and never decide'),
        workloads: z
          .union([Filter, z.array(Filter).min(1)])
          .optional()
          .describe('names or globs (*, ?); absent: every workload'),
      }),
    )
    .min(1),
});
export type ContractFile = z.infer<typeof ContractFile>;
