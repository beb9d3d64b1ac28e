import { type Arrival, BenchmarkError } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPattern } from './open-pattern.ts';

const open = (arrival: Arrival, rate: number, burstiness = 1, seed = 1) =>
  openPattern({ arrival, rate, burstiness, random: createRandom(seed) });

describe('exact arrivals', () => {
  it.each<[Arrival, number, number, number[]]>([
    ['constant', 1, 1, [0, 1000, 2000, 3000]],
    ['constant', 4, 1, [0, 250, 500, 750]],
    ['constant', 0.5, 1, [0, 2000, 4000, 6000]],
    ['constant', 1000, 1, [0, 1, 2, 3]],
    ['burst', 10, 1, [0, 100, 200, 300]],
    ['burst', 10, 3, [0, 0, 0, 300, 300, 300, 600]],
    ['burst', 8, 2, [0, 0, 250, 250, 500]],
    // Rounded to whole requests, and never fewer than one.
    ['burst', 10, 2.4, [0, 0, 200, 200]],
    ['burst', 10, 2.5, [0, 0, 0, 300]],
    ['burst', 10, 0.2, [0, 100, 200]],
  ])('%s at %s/s, burstiness %s', (arrival, rate, burstiness, moments) => {
    const pattern = open(arrival, rate, burstiness);
    expect(moments.map((_, n) => pattern.due(n))).toEqual(moments);
  });

  it('constant does not drift: the millionth request at 3/s is due where it should be', () => {
    expect(open('constant', 3).due(3_000_000)).toBe(1_000_000_000);
  });
});

describe('random arrivals', () => {
  const gapsOf = (pattern: { due(n: number): number }, n: number) =>
    Array.from({ length: n }, (_, i) => pattern.due(i + 1) - pattern.due(i));
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const variation = (values: number[]) => {
    const m = mean(values);
    return Math.sqrt(mean(values.map((v) => (v - m) ** 2))) / m;
  };

  it.each<[Arrival, number, number]>([
    ['poisson', 1, 1],
    ['gamma', 1, 1],
    ['gamma', 4, 0.5],
    ['gamma', 0.25, 2],
  ])('%s with burstiness %s keeps the rate, and its gaps vary by %s of their mean', (arrival, burstiness, cv) => {
    const gaps = gapsOf(open(arrival, 20, burstiness), 100_000);
    // Four standard errors of the mean; the variation of a heavy-tailed sample is less sharp.
    expect(Math.abs(mean(gaps) / 50 - 1)).toBeLessThan((4 * cv) / Math.sqrt(100_000));
    expect(Math.abs(variation(gaps) / cv - 1)).toBeLessThan(0.03);
  });

  it('poisson gaps are exponential: e⁻¹ of them are longer than the mean, and neighbours do not know each other', () => {
    const gaps = gapsOf(open('poisson', 20), 100_000);
    expect(gaps.filter((gap) => gap > 50).length / gaps.length).toBeCloseTo(Math.exp(-1), 2);
    const lagged = mean(gaps.slice(1).map((gap, i) => (gap - 50) * (gaps[i]! - 50))) / 50 ** 2;
    expect(Math.abs(lagged)).toBeLessThan(0.02);
  });
});

it('every arrival process begins at 0, never goes back, and tells the same moment again', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Arrival>('constant', 'poisson', 'gamma', 'burst'),
      fc.double({ min: 0.01, max: 10_000, noNaN: true }),
      fc.double({ min: 0.05, max: 20, noNaN: true }),
      fc.integer({ min: 0, max: 1000 }),
      (arrival, rate, shape, seed) => {
        const burstiness = arrival === 'gamma' || arrival === 'burst' ? shape : 1;
        const pattern = open(arrival, rate, burstiness, seed);
        const late = pattern.due(50);
        const moments = Array.from({ length: 51 }, (_, n) => pattern.due(n));
        expect(moments[0]).toBe(0);
        expect(moments[50]).toBe(late);
        expect(moments).toEqual([...moments].sort((a, b) => a - b));
        expect(open(arrival, rate, burstiness, seed).due(50)).toBe(late);
      },
    ),
  );
});

it('another seed gives other moments', () => {
  expect(open('poisson', 10, 1, 1).due(1)).not.toBe(open('poisson', 10, 1, 2).due(1));
});

it('facts say what was applied: bursts in whole requests', () => {
  expect(open('burst', 10, 2.6).facts).toEqual({ kind: 'open', arrival: 'burst', rate: 10, burstiness: 3 });
  expect(open('gamma', 10, 2.6).facts).toEqual({ kind: 'open', arrival: 'gamma', rate: 10, burstiness: 2.6 });
});

it.each<[Arrival, number, number, string]>([
  ['constant', 0, 1, '--rate 0'],
  ['poisson', -1, 1, '--rate -1'],
  ['poisson', Number.NaN, 1, '--rate NaN'],
  ['constant', Number.POSITIVE_INFINITY, 1, '--rate Infinity'],
  ['gamma', 1, 0, '--burstiness 0'],
  ['burst', 1, -2, '--burstiness -2'],
  ['poisson', 1, 2, '--burstiness 2: has no meaning with --arrival poisson'],
  ['constant', 1, 2, '--burstiness 2: has no meaning with --arrival constant'],
])('%s at rate %s with burstiness %s is a usage error', (arrival, rate, burstiness, message) => {
  const attempt = () => open(arrival, rate, burstiness);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(BenchmarkError);
});
