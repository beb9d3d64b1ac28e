import { createRandom, type Random } from '@sagellm/bench-random';
import { describe, expect, test } from 'vitest';
import { type QueueSample, queueTrend, SETTLING_REQUESTS } from './queue-trend.ts';

const EVERY_MS = 250;

type Run = { samples: QueueSample[]; settledMs: number };
type Server = { slots: number; serviceMs: (random: Random) => number };

/** Counts every quarter of a second of Poisson arrivals at slots that take the next in turn. */
function simulate(seed: number, rate: number, seconds: number, { slots, serviceMs }: Server): Run {
  const random = createRandom(seed);
  const free: number[] = new Array(slots).fill(0);
  const due: number[] = [];
  const ended: number[] = [];
  for (let at = 0; at < seconds * 1000; at += random.exponential(1000 / rate)) {
    const slot = free.indexOf(Math.min(...free));
    free[slot] = Math.max(at, free[slot]!) + serviceMs(random);
    due.push(at);
    ended.push(free[slot]!);
  }
  const samples = Array.from({ length: (seconds * 1000) / EVERY_MS }, (_, i) => {
    const atMs = (i + 1) * EVERY_MS;
    const before = (moments: number[]) => moments.filter((moment) => moment <= atMs).length;
    return { atMs, issued: before(due), ended: before(ended) };
  });
  return { samples, settledMs: Math.max(...ended.slice(0, SETTLING_REQUESTS)) };
}

/** As a probe is watched: at every sample from the third second on, where a seventh of the arrivals stays. */
function everHopeless({ samples, settledMs }: Run): boolean {
  return samples.some((_, i) => {
    const trend = i < 11 ? undefined : queueTrend(samples.slice(0, i + 1), settledMs);
    return trend?.unbounded === true && trend.share >= 0.15;
  });
}

const SERVERS: [name: string, server: Server][] = [
  ['one slot, equal times', { slots: 1, serviceMs: () => 50 }],
  ['one slot, exponential times', { slots: 1, serviceMs: (random) => random.exponential(50) }],
  ['four slots, equal times', { slots: 4, serviceMs: () => 200 }],
  ['forty slots, long answers', { slots: 40, serviceMs: () => 2000 }],
];
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
/** All of them serve 20 requests a second at most. */
const CAPACITY = 20;

describe('a stable queue', () => {
  test.each(SERVERS)('at 0.8 of capacity is never called overload, at any look: %s', (_, server) => {
    const fired = SEEDS.filter((seed) => everHopeless(simulate(seed, 0.8 * CAPACITY, 30, server)));
    expect(fired).toEqual([]);
  });

  test('long answers of very different length that only begin to end are no overload', () => {
    const wide: Server = { slots: 1000, serviceMs: (random) => 5000 * Math.exp(random.normal(0, 1)) };
    const fired = SEEDS.filter((seed) => everHopeless(simulate(seed, CAPACITY, 30, wide)));
    expect(fired).toEqual([]);
  });
});

describe('an overloaded server', () => {
  test.each(SERVERS)('at twice its capacity is seen within 20 seconds: %s', (_, server) => {
    const seen = SEEDS.filter((seed) => everHopeless(simulate(seed, 2 * CAPACITY, 20, server)));
    expect(seen.length).toBeGreaterThanOrEqual(38);
  });

  test('the growth is arrivals less capacity', () => {
    const { samples, settledMs } = simulate(1, 40, 60, SERVERS[0]![1]);
    const trend = queueTrend(samples, settledMs)!;
    expect(trend).toMatchObject({ unbounded: true, batches: 10 });
    expect(trend.per_second).toBeGreaterThan(16);
    expect(trend.per_second).toBeLessThan(24);
    expect(trend.share).toBeCloseTo(0.5, 1);
  });
});

test('a queue that grows by one in each stretch varies in nothing: growth is certain', () => {
  const samples = Array.from({ length: 41 }, (_, i) => ({ atMs: i * 250, issued: 10 * i, ended: 8 * i }));
  expect(queueTrend(samples, 0)).toMatchObject({ unbounded: true, per_second: 8, share: 0.2 });
});

test('too little to look at is no answer', () => {
  expect(queueTrend([], 0)).toBeUndefined();
  expect(queueTrend([{ atMs: 0, issued: 1, ended: 0 }], 0)).toBeUndefined();
  const nothingEnds = Array.from({ length: 41 }, (_, i) => ({ atMs: i * 250, issued: 10 * i, ended: 0 }));
  expect(queueTrend(nothingEnds, 0)).toBeUndefined();
});
