import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentile } from './percentile.ts';

// numpy 2.4.6: [float(np.percentile(a, p)) for p in (50, 90, 95, 99, 99.9)]
test.each([
  [
    [10, 20, 30, 40],
    [25, 37, 38.5, 39.7, 39.97],
  ],
  [
    [15, 20, 35, 40, 50],
    [35, 46, 48, 49.6, 49.96],
  ],
  [
    [3.5, 1.25, 9.75, 2.0, 7.125, 4.0, 6.5, 8.0, 0.5, 5.0],
    [4.5, 8.175, 8.9625, 9.5925, 9.73425],
  ],
  [Array.from({ length: 1009 }, (_, i) => ((i * 7919) % 1009) / 8), [63, 113.4, 119.7, 124.74, 125.874]],
])('percentiles of a series are those of numpy (%#)', (values, expected) => {
  [0.5, 0.9, 0.95, 0.99, 0.999].forEach((share, i) => {
    expect(percentile(values, share)).toBeCloseTo(expected[i]!, 10);
  });
});

test('two values have their midpoint as median, not the larger one', () => {
  expect(percentile([10, 20], 0.5)).toBe(15);
});

test('a series of one is that value at every percentile', () => {
  expect(percentile([7], 0.999)).toBe(7);
});

test('an empty series has no percentile', () => {
  expect(percentile([], 0.5)).toBeUndefined();
});

test('the input is not reordered', () => {
  const values = [3, 1, 2];
  percentile(values, 0.5);
  expect(values).toEqual([3, 1, 2]);
});

test('percentiles lie between the extremes and grow with their share', () => {
  const series = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(series, (values) => {
      const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(values, share)!);
      const slack = 1e-9 * Math.max(...values);
      expect(p50).toBeGreaterThanOrEqual(Math.min(...values) - slack);
      expect(p90).toBeGreaterThanOrEqual(p50! - slack);
      expect(p99).toBeGreaterThanOrEqual(p90! - slack);
      expect(p99).toBeLessThanOrEqual(Math.max(...values) + slack);
    }),
  );
});
