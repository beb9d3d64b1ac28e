import { createRandom } from '@sagellm/bench-random';
import { expect, test } from 'vitest';
import { binomialTails } from './binomial-tails.ts';
import { orderStatisticInterval, smallestSampleFor } from './order-statistic-interval.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test.each([
  [0.5, 8],
  [0.9, 51],
  [0.95, 104],
  [0.99, 528],
  [0.999, 5296],
])('a two-sided 99 %% interval of percentile %d exists from n = %i on', (share, n) => {
  expect(smallestSampleFor(share)).toBe(n);
  expect(orderStatisticInterval(upTo(n), share)).toBeDefined();
  expect(orderStatisticInterval(upTo(n - 1), share)).toBeUndefined();
});

// scipy 1.x: lower = largest k with binom.cdf(k - 1, n, p) <= 0.005, upper = smallest k with binom.sf(k - 1, n, p) <= 0.005
test.each([
  [8, 0.5, 1, 8],
  [100, 0.5, 37, 64],
  [51, 0.9, 40, 51],
  [200, 0.9, 168, 191],
  [104, 0.95, 92, 104],
  [1000, 0.95, 931, 968],
  [528, 0.99, 516, 528],
  [5000, 0.99, 4931, 4968],
  [5296, 0.999, 5284, 5296],
  [100_000, 0.5, 49_593, 50_408],
])('for n = %i the ranks around percentile %d are %i and %i', (n, share, lower, upper) => {
  // Values 1..n: a value is its rank.
  expect(orderStatisticInterval(upTo(n), share)).toEqual([lower, upper]);
});

test('the ranks of ten million values are found without underflow', () => {
  const { lower, upper } = binomialTails(10_000_000, 0.5, 0.005);
  // Normal approximation: 5e6 ± 2.5758 · √(n/4) = 5e6 ± 4072.7
  expect(lower).toBeGreaterThan(4_995_920);
  expect(lower).toBeLessThan(4_995_935);
  expect(lower + upper).toBe(10_000_001);
});

test('an empty series has no interval', () => {
  expect(orderStatisticInterval([], 0.5)).toBeUndefined();
});

test('the interval holds the true percentile in at least 99 % of samples', () => {
  const random = createRandom(7);
  const trials = 2000;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const sample = Float64Array.from({ length: 60 }, () => random.exponential(1));
    const [low, high] = orderStatisticInterval(sample, 0.9)!;
    const truth = -Math.log(1 - 0.9);
    if (low <= truth && truth <= high) held++;
  }
  expect(held / trials).toBeGreaterThanOrEqual(0.985);
});
