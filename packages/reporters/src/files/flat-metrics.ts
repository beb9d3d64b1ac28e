import type { AggregatedMetrics, Distribution, FlatMetrics, RunManifest } from '@sagellm/bench-protocol';

/**
 * One workload in the flat spelling of `<workload>_metrics.json`: `avg_ttft_ms`, `p95_e2el_ms`, … A key without a
 * measurement is left out. `start_time` and `end_time` are the measured window on the wall clock, epoch seconds.
 */
export function flatMetrics(metrics: AggregatedMetrics, manifest: RunManifest): FlatMetrics {
  const flat: FlatMetrics = {
    ...spread('ttft_ms', metrics.ttft_ms),
    ...spread('tbt_ms', metrics.tbt_ms),
    ...spread('tpot_ms', metrics.tpot_ms),
    ...spread('ntpot_ms', metrics.ntpot_ms),
    ...spread('itl_ms', metrics.itl_ms),
    ...spread('e2el_ms', metrics.e2el_ms),
    avg_throughput_tps: metrics.throughput_tps?.mean,
    request_throughput_rps: metrics.request_throughput_rps,
    input_throughput_tps: metrics.input_throughput_tps,
    output_throughput_tps: metrics.output_throughput_tps,
    total_throughput_tps: metrics.total_throughput_tps,
    total_input_tokens: metrics.total_input_tokens,
    total_output_tokens: metrics.total_output_tokens,
    total_requests: metrics.total_requests,
    successful_requests: metrics.successful_requests,
    failed_requests: metrics.failed_requests,
    cancelled_requests: metrics.cancelled_requests,
    error_rate: metrics.error_rate,
    peak_mem_mb: metrics.peak_mem_mb,
    avg_mem_mb: metrics.avg_mem_mb,
    kv_used_tokens: metrics.kv_used_tokens,
    kv_used_bytes: metrics.kv_used_bytes,
    prefix_hit_rate: metrics.prefix_hit_rate,
    evict_count: metrics.evict_count,
    evict_ms: metrics.evict_ms,
    spec_accept_rate: metrics.spec_accept_rate,
    avg_prefix_hit_rate: metrics.prefix_hit_rate,
    avg_spec_accept_rate: metrics.spec_accept_rate,
    total_evict_count: metrics.evict_count,
    total_evict_ms: metrics.evict_ms,
    ...windowTimes(metrics, manifest),
  };
  return withoutAbsent(flat);
}

type Series = 'ttft_ms' | 'tbt_ms' | 'tpot_ms' | 'ntpot_ms' | 'itl_ms' | 'e2el_ms';

function spread(key: Series, distribution: Distribution | undefined): Partial<FlatMetrics> {
  if (distribution === undefined) return {};
  const { mean, p50, p95, p99, std } = distribution;
  return { [`avg_${key}`]: mean, [`p50_${key}`]: p50, [`p95_${key}`]: p95, [`p99_${key}`]: p99, [`std_${key}`]: std };
}

function windowTimes({ window }: AggregatedMetrics, manifest: RunManifest): Partial<FlatMetrics> {
  if (window === undefined) return {};
  const startedMs = Date.parse(manifest.started_at);
  const epochSeconds = (runMs: number) => Math.round((startedMs + runMs) * 1000) / 1e6;
  return {
    total_time_s: window.duration_s,
    start_time: epochSeconds(window.start_ms),
    end_time: epochSeconds(window.end_ms),
  };
}

/** So that "not measured" is a missing key also before the object becomes JSON. */
function withoutAbsent(flat: FlatMetrics): FlatMetrics {
  return Object.fromEntries(Object.entries(flat).filter(([, value]) => value !== undefined)) as FlatMetrics;
}
