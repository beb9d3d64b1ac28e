import { z } from 'zod';

/** May the numbers be used? DEGRADED: with the reasons in mind. INVALID: not at all; exit code 4. */
export const VerdictState = z.enum(['VALID', 'DEGRADED', 'INVALID']);
export type VerdictState = z.infer<typeof VerdictState>;

/** One cause of doubt, with the figure, the limit it passed, and what to do. */
export const VerdictReason = z.object({
  code: z.string(),
  state: z.enum(['DEGRADED', 'INVALID']),
  workload: z.string().optional(),
  message: z.string(),
  remedy: z.string(),
  value: z.number().optional(),
  limit: z.number().optional(),
});
export type VerdictReason = z.infer<typeof VerdictReason>;

/** How times between sends came out, against what the load plan asked. Open loops only. */
export const ArrivalAudit = z.object({
  sends: z.int().nonnegative(),
  /** Requests per second, over the planned span and over the real one. */
  planned_rate: z.number().nonnegative(),
  sent_rate: z.number().nonnegative(),
  /** What the arrival process has by its formula; absent where there is none. */
  asked_rate: z.number().nonnegative().optional(),
  asked_cv: z.number().nonnegative().optional(),
  /** Standard deviation ÷ mean of the gaps, as planned and as sent. */
  planned_cv: z.number().nonnegative().optional(),
  sent_cv: z.number().nonnegative().optional(),
  /** Variance ÷ mean of the counts in windows of this length. */
  dispersion_window_ms: z.number().positive().optional(),
  planned_dispersion: z.number().nonnegative().optional(),
  sent_dispersion: z.number().nonnegative().optional(),
  /** Correlation of each gap with the one before it. */
  planned_lag1: z.number().min(-1).max(1).optional(),
  sent_lag1: z.number().min(-1).max(1).optional(),
  /** Largest distance between the distributions of planned and sent gaps (Kolmogorov–Smirnov). */
  ks_distance: z.number().min(0).max(1).optional(),
});
export type ArrivalAudit = z.infer<typeof ArrivalAudit>;

/** What a workload's own records say about how far they can be trusted. */
export const SelfCheck = z.object({
  workload: z.string(),
  arrivals: ArrivalAudit.optional(),
  /** Sends that were late by more than the limit of the table of thresholds. */
  late_sends: z.int().nonnegative().optional(),
  /** Requests in flight on average: counted over time, and by Little's law (rate × mean time in system). */
  in_flight: z.object({ counted: z.number(), by_littles_law: z.number() }).optional(),
  /** Closed loops: requests in flight as asked, and on average from when the loop was full to the last send. */
  concurrency: z.object({ asked: z.int().positive(), achieved: z.number().nonnegative() }).optional(),
  /** Output tokens of completed requests whose stream told them too: by the final usage, and by the stream. */
  tokens: z.object({ by_usage: z.number(), by_stream: z.number() }).optional(),
});
export type SelfCheck = z.infer<typeof SelfCheck>;

export const Verdict = z.object({
  state: VerdictState,
  /** INVALID, and whoever ran it said beforehand that this is no failure (`--accept-invalid`). */
  accepted: z.literal(true).optional(),
  reasons: z.array(VerdictReason),
  checks: z.array(SelfCheck),
});
export type Verdict = z.infer<typeof Verdict>;
