import { describe, expect, it } from 'vitest';
import { FlatMetrics } from './flat-metrics.ts';

/** The fields of the product's design document. */
const DESIGN =
  'avg_ttft_ms p50_ttft_ms p95_ttft_ms p99_ttft_ms avg_tbt_ms avg_tpot_ms avg_throughput_tps peak_mem_mb avg_mem_mb ' +
  'error_rate total_requests successful_requests failed_requests kv_used_tokens kv_used_bytes prefix_hit_rate ' +
  'evict_count evict_ms spec_accept_rate total_time_s start_time end_time';

/** What the Python aggregator writes. */
const AGGREGATOR =
  'avg_ttft_ms p50_ttft_ms p95_ttft_ms p99_ttft_ms std_ttft_ms avg_tbt_ms avg_tpot_ms p50_tpot_ms p95_tpot_ms ' +
  'p99_tpot_ms std_tpot_ms avg_itl_ms p50_itl_ms p95_itl_ms p99_itl_ms std_itl_ms avg_e2el_ms p50_e2el_ms p95_e2el_ms ' +
  'p99_e2el_ms std_e2el_ms avg_throughput_tps total_throughput_tps request_throughput_rps input_throughput_tps ' +
  'output_throughput_tps total_input_tokens total_output_tokens total_requests successful_requests failed_requests ' +
  'error_rate peak_mem_mb total_kv_used_tokens total_kv_used_bytes avg_prefix_hit_rate total_evict_count ' +
  'total_evict_ms avg_spec_accept_rate total_time_s start_time end_time';

const counts = { total_requests: 2, successful_requests: 0, failed_requests: 2, cancelled_requests: 0 };

describe('FlatMetrics', () => {
  it('knows every field of the design document and of the Python aggregator', () => {
    const known = Object.keys(FlatMetrics.shape);
    expect(known).toEqual(expect.arrayContaining([...DESIGN.split(' '), ...AGGREGATOR.split(' ')]));
  });

  it('asks for the counts alone: a workload without one success is a result', () => {
    expect(FlatMetrics.parse(counts)).toEqual(counts);
    expect(FlatMetrics.safeParse({ ...counts, total_requests: undefined }).success).toBe(false);
  });

  it.each([
    ['error_rate', 1.01],
    ['prefix_hit_rate', -0.1],
    ['failed_requests', -1],
    ['total_output_tokens', 1.5],
    ['avg_ttft_ms', null],
    ['avg_ttft_ms', Number.NaN],
  ])('refuses %s of %s', (key, value) => {
    const parsed = FlatMetrics.safeParse({ ...counts, [key]: value });
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([[key]]);
  });

  it('says at avg_tpot_ms and avg_ntpot_ms which of them contains TTFT', () => {
    expect(FlatMetrics.shape.avg_tpot_ms.description).toContain('never contains TTFT');
    expect(FlatMetrics.shape.avg_ntpot_ms.description).toContain('what the Python product calls avg_tpot_ms');
  });
});
