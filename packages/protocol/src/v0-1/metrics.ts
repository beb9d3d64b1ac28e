import { z } from 'zod';
import { amount, count, orNull, share } from './field-types.ts';
import { ProtocolTimestamps } from './timestamps.ts';

/**
 * What an engine says about one request. The wire has no way to say "not measured": most fields are 0 then, see
 * `observedMetrics` and `readObservedMetrics`.
 */
export const ProtocolMetrics = z.object({
  ttft_ms: amount,
  tbt_ms: amount.default(0),
  /** The engine divides the total by the number of tokens, so TTFT is inside. */
  tpot_ms: amount.default(0),
  throughput_tps: amount,
  peak_mem_mb: count,
  error_rate: share,
  kv_used_tokens: count.default(0),
  kv_used_bytes: count.default(0),
  prefix_hit_rate: share.default(0),
  evict_count: count.default(0),
  evict_ms: amount.default(0),
  spec_accept_rate: share.default(0),
  prefill_ms: amount.default(0),
  decode_ms: amount.default(0),
  kv_transfer_count: count.default(0),
  kv_transfer_bytes: count.default(0),
  kv_transfer_ms: amount.default(0),
  comm_overhead_ms: amount.default(0),
  allreduce_count: count.default(0),
  allgather_count: count.default(0),
  /** Milliseconds; the items have no bound. */
  itl_list: z.array(z.number()).default([]),
  timestamps: orNull(ProtocolTimestamps),
  component_trace: orNull(z.array(z.string())),
});
export type ProtocolMetrics = z.infer<typeof ProtocolMetrics>;

export type ProtocolMetricKey = keyof ProtocolMetrics;
