import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../__fixtures__/reports.ts';
import { flatMetrics } from './flat-metrics.ts';

const { manifest, workloads } = measuredReport;
const q1 = flatMetrics(workloads[0]!, manifest);
const q5 = flatMetrics(workloads[1]!, manifest);

/** The field list of the product's design document. */
const REQUIRED = [
  'avg_ttft_ms p50_ttft_ms p95_ttft_ms p99_ttft_ms avg_tbt_ms avg_tpot_ms avg_throughput_tps peak_mem_mb avg_mem_mb',
  'error_rate total_requests successful_requests failed_requests kv_used_tokens kv_used_bytes prefix_hit_rate',
  'evict_count spec_accept_rate total_time_s start_time end_time',
].flatMap((line) => line.split(' '));

describe('flat metrics', () => {
  it('have the known spelling of every number that was measured', () => {
    expect(Object.keys(q1)).toEqual(expect.arrayContaining(REQUIRED));
    expect(q1).toMatchObject({
      avg_ttft_ms: 12.34,
      p95_ttft_ms: 12.34 * 1.3,
      std_ttft_ms: 1.234,
      avg_tpot_ms: 0.852,
      avg_ntpot_ms: 1.03,
      avg_throughput_tps: 969.4,
      output_throughput_tps: 1280,
      evict_count: 0,
      total_evict_count: 0,
      avg_prefix_hit_rate: 0.031,
      total_requests: 200,
    });
  });

  it('have the measured window on the wall clock, in epoch seconds', () => {
    const started = Date.parse('2026-11-20T08:15:00.250Z') / 1000;
    expect(q1.start_time).toBe(started + 0.0125);
    expect(q1.end_time).toBe(started + 10.0125);
    expect(q1.total_time_s).toBe(10);
  });

  it('have no key for what was not measured', () => {
    for (const key of ['kv_used_tokens', 'peak_mem_mb', 'avg_throughput_tps', 'evict_ms', 'prefix_hit_rate']) {
      expect(q5).not.toHaveProperty(key);
    }
    expect(q5).not.toHaveProperty('total_evict_count');
    expect(q1).not.toHaveProperty('evict_ms');
    expect(Object.values(q5)).not.toContain(undefined);
  });

  it('never pass a peak off as a sum', () => {
    expect(q1).not.toHaveProperty('total_kv_used_tokens');
  });
});
