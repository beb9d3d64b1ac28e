import { expect, it } from 'vitest';
import { ProtocolMetrics } from './metrics.ts';
import { observedMetrics, readObservedMetrics } from './observed-metrics.ts';

const streamEnd = { ttft_ms: 12, tbt_ms: 5, tpot_ms: 6, throughput_tps: 160, peak_mem_mb: 0, error_rate: 0 };

it('fills the wire with zeros and says which keys are none of them', () => {
  const { metrics, observed } = observedMetrics({ throughput_tps: 80, ttft_ms: 12, evict_count: undefined });
  expect(metrics).toEqual(ProtocolMetrics.parse({ ttft_ms: 12, throughput_tps: 80, peak_mem_mb: 0, error_rate: 0 }));
  expect(observed).toEqual(['ttft_ms', 'throughput_tps']);
});

it('counts a zero that was given as observed', () => {
  expect(observedMetrics({ evict_count: 0, itl_list: [] }).observed).toEqual(['evict_count', 'itl_list']);
});

it('observes nothing when nothing is known, and a null is nothing', () => {
  expect(observedMetrics({ timestamps: null }).observed).toEqual([]);
});

it('ignores keys that Metrics does not have', () => {
  const known = { e2el_ms: 3, ttft_ms: 1 } as { ttft_ms: number };
  expect(observedMetrics(known).observed).toEqual(['ttft_ms']);
});

it.each([{ error_rate: 1.5 }, { ttft_ms: -1 }, { peak_mem_mb: 1.5 }, { tbt_ms: Number.NaN }])('refuses %j', (known) => {
  expect(() => observedMetrics(known)).toThrow();
});

it('does not believe the zeros of an engine, except that of error_rate', () => {
  const { values, notObserved } = readObservedMetrics(ProtocolMetrics.parse(streamEnd), { origin: 'stream-end' });
  expect(values).toEqual({ ttft_ms: 12, tbt_ms: 5, tpot_ms: 6, throughput_tps: 160, error_rate: 0 });
  expect(notObserved).toHaveLength(18);
  expect(notObserved).toEqual(
    expect.arrayContaining(['peak_mem_mb', 'kv_used_tokens', 'prefix_hit_rate', 'evict_count', 'spec_accept_rate']),
  );
});

it('believes the list of observed keys where one came along, zeros included', () => {
  const sent = observedMetrics({ ttft_ms: 12, evict_count: 0, prefix_hit_rate: 0 });
  const { values } = readObservedMetrics(sent.metrics, { origin: 'stream-end', observed: sent.observed });
  expect(values).toEqual({ ttft_ms: 12, prefix_hit_rate: 0, evict_count: 0 });
});

it('takes a key that the wire left out, or holds null, as not observed', () => {
  const { error_rate, ...old } = streamEnd;
  const { values } = readObservedMetrics({ ...old, error_rate, tbt_ms: null }, { origin: 'stream-end' });
  expect(values).not.toHaveProperty('tbt_ms');
});

it.each([
  ['stream-end', ['tpot_ms']],
  ['response', ['ttft_ms', 'tbt_ms', 'tpot_ms']],
] as const)('warns which names of a %s mean something else than ours', (origin, misnamed) => {
  expect(readObservedMetrics(streamEnd, { origin }).misnamed).toEqual(misnamed);
});

it('warns of no name that was not observed', () => {
  expect(readObservedMetrics({ ...streamEnd, tpot_ms: 0 }, { origin: 'stream-end' }).misnamed).toEqual([]);
});

it.each([null, [], 'x', {}, { ...streamEnd, ttft_ms: null }])('refuses %j, which is no Metrics', (wire) => {
  expect(() => readObservedMetrics(wire, { origin: 'response' })).toThrow();
});
