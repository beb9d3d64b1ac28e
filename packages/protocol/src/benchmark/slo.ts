import { z } from 'zod';

/**
 * One clause of `--slo`.
 *
 * - `bound` (`ttft_ms<200`): every request must keep it; decides goodput, no gate of its own.
 * - `percentile` (`ttft_ms:p95<200`): bound met by at least 95 % of all issued requests (a failure is +∞). A gate.
 * - `mean` (`tpot_ms:mean<20`): the mean over completed requests. A gate, never goodput.
 */
export const SloClause = z.object({
  metric: z.enum([
    'ttft_ms',
    'tpot_ms',
    'itl_ms',
    'tbt_ms',
    'ntpot_ms',
    'e2el_ms',
    'ttft_from_due_ms',
    'e2el_from_due_ms',
  ]),
  kind: z.enum(['bound', 'percentile', 'mean']),
  /** 0..1, for `percentile`. */
  share: z.number().gt(0).lt(1).optional(),
  limit: z.number().positive(),
  /** Written with `<=`: the limit itself is kept too. */
  inclusive: z.literal(true).optional(),
  /** As the user wrote it. */
  text: z.string(),
});
export type SloClause = z.infer<typeof SloClause>;

/** What became of a gate. `not-measurable` is not kept. */
export const GateResult = z.object({
  gate: z.string(),
  workload: z.string().optional(),
  status: z.enum(['kept', 'broken', 'not-measurable']),
  measured: z.number().optional(),
  limit: z.number(),
  explanation: z.string(),
});
export type GateResult = z.infer<typeof GateResult>;
