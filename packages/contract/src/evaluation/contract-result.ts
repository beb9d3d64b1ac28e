import { SCHEMA_VERSION, VerdictState } from '@sagellm/bench-protocol';
import { z } from 'zod';
import { contractMetrics } from '../contracts/contract-metrics.ts';

const Status = z.enum(['kept', 'broken', 'not-measurable']);

/** One row of a contract on one workload, judged. */
export const ContractCheck = z.object({
  /** Absent where the row found no workload to be judged on. */
  workload: z.string().optional(),
  /** The name or glob that found no workload. */
  filter: z.string().optional(),
  metric: z.enum(contractMetrics.map(({ key }) => key)),
  statistic: z.enum(['mean', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'p999', 'value']),
  comparator: z.enum(['<=', '>=']),
  limit: z.number(),
  severity: z.enum(['required', 'advisory']),
  status: Status,
  /** Not measurable, and the caller said that this metric may be. */
  allowed: z.literal(true).optional(),
  /** Absent where nothing was measured; also present where a number is there but cannot be relied on. */
  measured: z.number().optional(),
  /** Values behind a statistic. */
  n: z.int().positive().optional(),
  /** 99 % interval of `measured`; absent where none exists. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** The interval has the limit inside. Absent where there is no interval. */
  within_noise: z.boolean().optional(),
  explanation: z.string(),
  /** What the report says about the number: its source, or why it is 0 or absent. */
  note: z.string().optional(),
});
export type ContractCheck = z.infer<typeof ContractCheck>;

/**
 * A report held against a contract. `status` is `kept` when every required check is kept on every workload, or is not
 * measurable and allowed to be; `broken` when one is broken; else `not-measurable`, which is not kept either.
 */
export const ContractResult = z.object({
  schema: z.literal('sagellm-bench/contract-result'),
  schema_version: z.literal(SCHEMA_VERSION),
  contract: z.string(),
  description: z.string().optional(),
  status: Status,
  /** The numbers are made by a formula, not measured on a model. */
  simulated: z.literal(true).optional(),
  /** What the run says of its own measurement, and whether an INVALID one is taken all the same. */
  measurement: z
    .object({ state: VerdictState, accepted: z.literal(true).optional(), reasons: z.array(z.string()) })
    .optional(),
  run: z.object({ run_id: z.string(), started_at: z.string(), engine: z.string(), model: z.string().optional() }),
  counts: z.object({
    checks: z.int().nonnegative(),
    kept: z.int().nonnegative(),
    broken: z.int().nonnegative(),
    not_measurable: z.int().nonnegative(),
    /** Of the not measurable: those that were allowed to be. */
    allowed: z.int().nonnegative(),
    /** Of the kept and broken: those whose interval has the limit inside. */
    within_noise: z.int().nonnegative(),
    /** Of the broken and not measurable: those of advisory rows, which do not decide. */
    advisory: z.int().nonnegative(),
  }),
  checks: z.array(ContractCheck),
  /** What a reader must know to understand the checks. */
  notes: z.array(z.string()),
});
export type ContractResult = z.infer<typeof ContractResult>;
