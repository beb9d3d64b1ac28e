import { Distribution } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describe as describeSeries } from './describe.ts';

test('three values in numbers', () => {
  const none = { p50: false, p90: false, p95: false, p99: false, p999: false };
  expect(describeSeries([30, 10, 20])).toEqual({
    n: 3,
    mean: 20,
    std: 10,
    min: 10,
    max: 30,
    p50: 20,
    p90: 28,
    p95: 29,
    p99: expect.closeTo(29.8, 10),
    p999: expect.closeTo(29.98, 10),
    reliable: none,
  });
});

test('mean and sample standard deviation are those of numpy', () => {
  const series = describeSeries([3.5, 1.25, 9.75, 2.0, 7.125, 4.0, 6.5, 8.0, 0.5, 5.0])!;
  // numpy 2.4.6: np.mean(a), np.std(a, ddof=1)
  expect(series.mean).toBeCloseTo(4.7625, 12);
  expect(series.std).toBeCloseTo(3.0609831844614166, 12);
});

test('one value has no standard deviation, and nothing is 0 for want of data', () => {
  const one = describeSeries([5])!;
  expect(one).toMatchObject({ n: 1, mean: 5, min: 5, max: 5, p999: 5 });
  expect(one).not.toHaveProperty('std');
  expect(one).not.toHaveProperty('ci99');
});

test('an empty series is absent', () => {
  expect(describeSeries([])).toBeUndefined();
});

test('intervals stand beside the percentiles that n allows, and only there', () => {
  // scipy: binom.cdf(15, 51, 0.5) <= 0.005 < binom.cdf(16, 51, 0.5)
  const fifty = describeSeries(Array.from({ length: 51 }, (_, i) => i + 1))!;
  expect(fifty.reliable).toEqual({ p50: true, p90: true, p95: false, p99: false, p999: false });
  expect(fifty.ci99).toEqual({ p50: [16, 36], p90: [40, 51] });
});

test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]])(
  '%d among the values is a bug',
  (bad) => {
    expect(() => describeSeries([1, bad, 3])).toThrow(RangeError);
  },
);

test('a description keeps the schema, bounds its numbers by the extremes, and ignores order', () => {
  const series = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(series, (values) => {
      const found = describeSeries(values)!;
      expect(Distribution.parse(found)).toEqual(found);
      const slack = 1e-9 * found.max;
      for (const value of [found.mean, found.p50, found.p90, found.p95, found.p99, found.p999]) {
        expect(value).toBeGreaterThanOrEqual(found.min - slack);
        expect(value).toBeLessThanOrEqual(found.max + slack);
      }
      expect(describeSeries([...values].reverse())).toEqual(found);
    }),
  );
});
