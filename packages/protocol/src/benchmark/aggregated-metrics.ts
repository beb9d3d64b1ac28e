import { z } from 'zod';
import { Distribution } from './distribution.ts';
import { FailureClass } from './failure.ts';
import { TokenCountSource } from './request-record.ts';

/** The span that rates are counted over. */
export const MeasuredWindow = z.object({
  /** Run-relative milliseconds of the first measured send and the last measured end. */
  start_ms: z.number(),
  end_ms: z.number(),
  duration_s: z.number().nonnegative(),
  definition: z.literal('first-send-to-last-end'),
});
export type MeasuredWindow = z.infer<typeof MeasuredWindow>;

/**
 * Every number of one workload. A key that is absent was not measured; 0 is a measurement. Keys, units and formulas
 * are the rows of the metric catalog (`bench explain KEY`).
 */
export const AggregatedMetrics = z.object({
  workload: z.string(),
  total_requests: z.int().nonnegative(),
  successful_requests: z.int().nonnegative(),
  failed_requests: z.int().nonnegative(),
  cancelled_requests: z.int().nonnegative(),
  short_requests: z.int().nonnegative(),
  /** Count by class; classes that did not happen are absent. */
  failures: z.partialRecord(FailureClass, z.int().positive()),
  error_rate: z.number().min(0).max(1).optional(),
  timeout_rate: z.number().min(0).max(1).optional(),
  window: MeasuredWindow.optional(),

  ttft_ms: Distribution.optional(),
  ttfe_ms: Distribution.optional(),
  ttfo_ms: Distribution.optional(),
  itl_ms: Distribution.optional(),
  icl_ms: Distribution.optional(),
  tbt_ms: Distribution.optional(),
  tpot_ms: Distribution.optional(),
  ntpot_ms: Distribution.optional(),
  e2el_ms: Distribution.optional(),
  ttft_from_due_ms: Distribution.optional(),
  e2el_from_due_ms: Distribution.optional(),
  send_lag_ms: Distribution.optional(),
  connect_ms: Distribution.optional(),
  /** Per request: output tokens ÷ E2EL. */
  throughput_tps: Distribution.optional(),

  request_throughput_rps: z.number().nonnegative().optional(),
  input_throughput_tps: z.number().nonnegative().optional(),
  output_throughput_tps: z.number().nonnegative().optional(),
  total_throughput_tps: z.number().nonnegative().optional(),
  goodput_rps: z.number().nonnegative().optional(),
  slo_attainment: z.number().min(0).max(1).optional(),

  /** As the server counted them, of completed requests; own prompt tokens where no server count came. */
  total_input_tokens: z.int().nonnegative().optional(),
  total_output_tokens: z.int().nonnegative().optional(),
  /** Own tokens of the prompts, by the run's tokenizer. */
  own_prompt_tokens: z.int().nonnegative().optional(),
  /** Own tokens of one prompt. */
  prompt_tokens: Distribution.optional(),
  /** What the chat template adds to one prompt: usage − own tokens. */
  template_tokens: Distribution.optional(),
  output_tokens: Distribution.optional(),
  token_count_sources: z.array(TokenCountSource),
  /** Share of token-bearing events that shared a socket read with another one. */
  coalesced_share: z.number().min(0).max(1).optional(),
  /** True where ITL was divided over several tokens of one event. */
  itl_amortised: z.boolean().optional(),

  prefix_hit_rate: z.number().min(0).max(1).optional(),
  spec_accept_rate: z.number().min(0).max(1).optional(),
  kv_used_tokens: z.number().nonnegative().optional(),
  kv_used_bytes: z.number().nonnegative().optional(),
  evict_count: z.number().nonnegative().optional(),
  evict_ms: z.number().nonnegative().optional(),
  peak_mem_mb: z.number().nonnegative().optional(),
  avg_mem_mb: z.number().nonnegative().optional(),
  /** Why a number is what it is, by key: its source, or why it is absent. */
  notes: z.record(z.string(), z.string()),
});
export type AggregatedMetrics = z.infer<typeof AggregatedMetrics>;
