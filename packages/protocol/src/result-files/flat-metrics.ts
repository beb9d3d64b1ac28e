import { z } from 'zod';

const milliseconds = (description: string) => z.number().optional().describe(`${description}, ms`);
const rate = (description: string) => z.number().nonnegative().optional().describe(description);
const share = (description: string) => z.number().min(0).max(1).optional().describe(`${description}, 0..1`);
const count = (description: string) => z.int().nonnegative().optional().describe(description);

/**
 * One workload's numbers in the flat spelling of `<workload>_metrics.json`, known from the Python product. A key that
 * is absent was not measured; 0 is a measurement. Percentiles are linear interpolations (type 7) without regard to how
 * many values there were: `metrics` beside them has `n` and whether each one is reliable.
 */
export const FlatMetrics = z.object({
  avg_ttft_ms: milliseconds('mean time to first token'),
  p50_ttft_ms: milliseconds('median time to first token'),
  p95_ttft_ms: milliseconds('95th percentile of time to first token'),
  p99_ttft_ms: milliseconds('99th percentile of time to first token'),
  std_ttft_ms: milliseconds('sample standard deviation of time to first token'),
  avg_tbt_ms: milliseconds('mean time between tokens: the mean over requests of each request’s mean gap'),
  p50_tbt_ms: milliseconds('median of the requests’ mean gaps'),
  p95_tbt_ms: milliseconds('95th percentile of the requests’ mean gaps'),
  p99_tbt_ms: milliseconds('99th percentile of the requests’ mean gaps'),
  std_tbt_ms: milliseconds('sample standard deviation of the requests’ mean gaps'),
  avg_tpot_ms: milliseconds(
    'mean time per output token after the first, (last_token − first_token) ÷ (output tokens − 1): never contains TTFT. The Python product’s number of this name contains it; that one is avg_ntpot_ms here',
  ),
  p50_tpot_ms: milliseconds('median time per output token, without TTFT'),
  p95_tpot_ms: milliseconds('95th percentile of time per output token, without TTFT'),
  p99_tpot_ms: milliseconds('99th percentile of time per output token, without TTFT'),
  std_tpot_ms: milliseconds('sample standard deviation of time per output token, without TTFT'),
  avg_ntpot_ms: milliseconds(
    'mean of E2EL ÷ output tokens, which contains TTFT and queueing: what the Python product calls avg_tpot_ms',
  ),
  p50_ntpot_ms: milliseconds('median of E2EL ÷ output tokens'),
  p95_ntpot_ms: milliseconds('95th percentile of E2EL ÷ output tokens'),
  p99_ntpot_ms: milliseconds('99th percentile of E2EL ÷ output tokens'),
  std_ntpot_ms: milliseconds('sample standard deviation of E2EL ÷ output tokens'),
  avg_itl_ms: milliseconds('mean inter-token latency, over all gaps of all completed requests'),
  p50_itl_ms: milliseconds('median inter-token latency'),
  p95_itl_ms: milliseconds('95th percentile of inter-token latency'),
  p99_itl_ms: milliseconds('99th percentile of inter-token latency'),
  std_itl_ms: milliseconds('sample standard deviation of inter-token latency'),
  avg_e2el_ms: milliseconds('mean end-to-end latency'),
  p50_e2el_ms: milliseconds('median end-to-end latency'),
  p95_e2el_ms: milliseconds('95th percentile of end-to-end latency'),
  p99_e2el_ms: milliseconds('99th percentile of end-to-end latency'),
  std_e2el_ms: milliseconds('sample standard deviation of end-to-end latency'),

  avg_throughput_tps: rate(
    'mean over requests of output tokens ÷ E2EL, tokens/s; not the server’s throughput under load',
  ),
  request_throughput_rps: rate('completed requests ÷ window, requests/s'),
  input_throughput_tps: rate('input tokens of completed requests ÷ window, tokens/s'),
  output_throughput_tps: rate('output tokens of completed requests ÷ window, tokens/s'),
  total_throughput_tps: rate('input and output tokens of completed requests ÷ window, tokens/s'),

  total_input_tokens: count('input tokens of completed requests, as the server counted them'),
  total_output_tokens: count('output tokens of completed requests'),
  total_requests: z.int().nonnegative().describe('requests issued and measured; warm-up is not among them'),
  successful_requests: z.int().nonnegative().describe('requests that completed'),
  failed_requests: z.int().nonnegative().describe('requests that failed, of any class'),
  cancelled_requests: z.int().nonnegative().describe('requests that our own stop cut; neither success nor failure'),
  error_rate: share('failed ÷ (completed + failed)'),

  peak_mem_mb: rate('largest sample of the engine’s memory, MB of 2^20 bytes'),
  avg_mem_mb: rate('mean sample of the engine’s memory, MB of 2^20 bytes'),
  kv_used_tokens: rate('largest sample of KV cache tokens in use'),
  kv_used_bytes: rate('largest sample of KV cache bytes in use'),
  prefix_hit_rate: share('cached prompt tokens ÷ prompt tokens'),
  evict_count: rate('KV cache evictions during the window'),
  evict_ms: rate('time spent evicting during the window, ms'),
  spec_accept_rate: share('accepted draft tokens ÷ draft tokens; 0 where speculation is known to be off'),
  avg_prefix_hit_rate: share('the same number as prefix_hit_rate, by the Python aggregator’s name: weighted by tokens'),
  avg_spec_accept_rate: share('the same number as spec_accept_rate, by the Python aggregator’s name'),
  total_evict_count: rate('the same number as evict_count, by the Python aggregator’s name'),
  total_evict_ms: rate('the same number as evict_ms, by the Python aggregator’s name'),
  total_kv_used_tokens: rate(
    'sum over requests of the KV tokens of each; absent unless an engine tells it per request (kv_used_tokens is a peak, not a sum)',
  ),
  total_kv_used_bytes: rate('sum over requests of the KV bytes of each; absent unless an engine tells it per request'),

  total_time_s: rate('length of the measured window, s: first measured send to last measured end'),
  start_time: z.number().optional().describe('wall time of the window’s start, seconds since 1970-01-01 UTC'),
  end_time: z.number().optional().describe('wall time of the window’s end, seconds since 1970-01-01 UTC'),
});
export type FlatMetrics = z.infer<typeof FlatMetrics>;
