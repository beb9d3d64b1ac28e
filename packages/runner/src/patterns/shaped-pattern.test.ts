import type { Arrival, LoadShape } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedCount, shapedPattern } from './shaped-pattern.ts';

const shaped = (shape: LoadShape, arrival: Arrival = 'constant', seed = 1, burstiness = 1) =>
  shapedPattern({ shape, arrival, burstiness, random: createRandom(seed) });
const ramp = (from_rate: number, to_rate: number, seconds: number): LoadShape => ({
  kind: 'ramp',
  from_rate,
  to_rate,
  seconds,
});
const steps = (rates: number[], seconds: number): LoadShape => ({ kind: 'steps', rates, seconds });
const onOff = (rate: number, on_seconds: number, off_seconds: number): LoadShape => ({
  kind: 'on-off',
  rate,
  on_seconds,
  off_seconds,
});
const momentsOf = (pattern: { due(index: number): number }, count: number) =>
  Array.from({ length: count }, (_, index) => pattern.due(index));

describe('constant arrivals', () => {
  it.each<[LoadShape, number, number[]]>([
    // t² ÷ 2 requests after t seconds: the n-th at √2n.
    [ramp(0, 10, 10), 3, [0, Math.SQRT2 * 1000, 2000]],
    [steps([1, 2], 2), 5, [0, 1000, 2000, 2500, 3000]],
    [onOff(2, 1, 3), 6, [0, 500, 4000, 4500, 8000, 8500]],
  ])('%j', (shape, count, expected) => {
    const moments = momentsOf(shaped(shape), count);
    for (const [index, moment] of moments.entries()) expect(moment).toBeCloseTo(expected[index]!, 9);
  });

  it('bursts stay together whatever the rate', () => {
    expect(momentsOf(shaped(steps([2, 4], 1), 'burst', 1, 2), 6)).toEqual([0, 0, 1000, 1000, 1500, 1500]);
  });
});

describe('poisson arrivals', () => {
  it('come as often as the ramp wants in each of its parts: 25, 75 and 125 a second in its thirds', () => {
    // 4 standard deviations of a Poisson count.
    const counts = [0, 0, 0];
    const runs = 40;
    for (let seed = 0; seed < runs; seed++) {
      const pattern = shaped(ramp(0, 150, 30), 'poisson', seed);
      for (let n = 1; pattern.due(n) < 30_000; n++) counts[Math.floor(pattern.due(n) / 10_000)]!++;
    }
    for (const [third, rate] of [25, 75, 125].entries()) {
      const expected = rate * 10 * runs;
      expect(Math.abs(counts[third]! - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  });

  it('fall into the time that is on, and never into the silence', () => {
    const pattern = shaped(onOff(50, 2, 5), 'poisson');
    const places = momentsOf(pattern, 1000).map((moment) => moment % 7000);
    expect(Math.max(...places)).toBeLessThanOrEqual(2000);
  });
});

it('every shape begins at 0, never goes back, and tells the same moment again', () => {
  const rate = fc.double({ min: 0.1, max: 500, noNaN: true });
  const seconds = fc.double({ min: 0.1, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.tuple(rate, rate, seconds).map(([from, to, s]) => ramp(from, to, s)),
        fc.tuple(fc.array(rate, { minLength: 1, maxLength: 5 }), seconds).map(([rates, s]) => steps(rates, s)),
        fc.tuple(rate, seconds, seconds).map(([r, on, off]) => onOff(r, on, off)),
      ),
      fc.constantFrom<Arrival>('constant', 'poisson', 'gamma', 'burst'),
      fc.integer({ min: 0, max: 1000 }),
      (shape, arrival, seed) => {
        const pattern = shaped(shape, arrival, seed);
        const late = pattern.due(60);
        const moments = momentsOf(pattern, 61);
        expect(moments[0]).toBe(0);
        expect(moments[60]).toBe(late);
        for (let n = 1; n < moments.length; n++) expect(moments[n]).toBeGreaterThanOrEqual(moments[n - 1]! - 1e-6);
        expect(shaped(shape, arrival, seed).due(60)).toBe(late);
      },
    ),
  );
});

it('facts hold the shape and the highest rate', () => {
  expect(shaped(ramp(200, 10, 60), 'poisson').facts).toEqual({
    kind: 'open',
    arrival: 'poisson',
    rate: 200,
    burstiness: 1,
    shape: { kind: 'ramp', from_rate: 200, to_rate: 10, seconds: 60 },
  });
});

it.each<[LoadShape, ReturnType<typeof expectedCount>]>([
  [ramp(10, 200, 60), { requests: 6300, seconds: 60 }],
  [steps([10, 20, 50], 30), { requests: 2400, seconds: 90 }],
  [onOff(10, 1, 1), undefined],
])('%j lets through %j', (shape, expected) => {
  expect(expectedCount(shape)).toEqual(expected);
});

it.each<[LoadShape, string]>([
  [ramp(-1, 10, 60), '--ramp: cannot start at -1/s'],
  [ramp(10, 0, 60), '--ramp: cannot end at 0/s'],
  [ramp(10, 20, 0), '--ramp: must take more than 0 s'],
  [steps([10, 0], 30), '--steps: 10,0: every step needs a rate above 0'],
  [steps([], 30), '--steps: no rate'],
  [onOff(10, 1, 0), '--on-off: both spans must be above 0 s'],
])('%j is a usage error', (shape, message) => {
  expect(() => shaped(shape)).toThrow(message);
});
