import fc from 'fast-check';
import { expect, test } from 'vitest';
import { twoSampleDistance } from './two-sample-distance.ts';

const of = (...values: number[]) => Float64Array.from(values).sort();

test.each([
  [[1, 2], [2, 3], 0.5],
  [[1, 2], [3, 4], 1],
  [[1, 2, 3, 4], [4, 3, 2, 1], 0],
  // Equal values are passed together: 0.5 would come of going through them one by one.
  [[5, 5], [5, 5], 0],
  [[1, 2, 3], [2], 1 / 3],
])('%j and %j: %d', (a, b, distance) => {
  expect(twoSampleDistance(of(...a), of(...b))).toBeCloseTo(distance, 12);
});

test('the same values in any order are 0 apart, and the distance has no direction', () => {
  const sample = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 });
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      expect(twoSampleDistance(of(...a), of(...a))).toBe(0);
      const distance = twoSampleDistance(of(...a), of(...b));
      expect(distance).toBe(twoSampleDistance(of(...b), of(...a)));
      const share = (all: number[], limit: number) => all.filter((value) => value <= limit).length / all.length;
      const expected = Math.max(
        ...Array.from({ length: 21 }, (_, limit) => Math.abs(share(a, limit) - share(b, limit))),
      );
      expect(distance).toBeCloseTo(expected, 12);
    }),
  );
});
