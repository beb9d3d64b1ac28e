import { createRandom } from '@sagellm/bench-random';
import { expect, test } from 'vitest';
import { bootstrapRatio } from './bootstrap-ratio.ts';

const pairs = (numerators: number[]) => numerators.map((numerator) => ({ numerator, denominator: 100 }));

test('the ratio is that of the sums, not the mean of ratios', () => {
  const found = bootstrapRatio(
    [
      { numerator: 30, denominator: 100 },
      { numerator: 5, denominator: 10 },
    ],
    createRandom(1),
  );
  expect(found?.ratio).toBeCloseTo(35 / 110, 12);
});

test('a ratio that every request shares has no spread', () => {
  expect(bootstrapRatio(pairs([40, 40, 40]), createRandom(1))).toEqual({ ratio: 0.4, low: 0.4, high: 0.4, n: 3 });
});

test('the same seed gives the same interval, and it lies around the ratio', () => {
  const some = pairs([10, 20, 30, 40, 50, 60, 70, 80]);
  const first = bootstrapRatio(some, createRandom('a'))!;
  expect(bootstrapRatio(some, createRandom('a'))).toEqual(first);
  expect(first.ratio).toBeCloseTo(0.45, 12);
  expect(first.low).toBeLessThan(0.45);
  expect(first.low).toBeGreaterThan(0.1);
  expect(first.high).toBeGreaterThan(0.45);
  expect(first.high).toBeLessThan(0.8);
});

test('the interval is as wide as theory says for many requests', () => {
  const random = createRandom(3);
  const many = pairs(Array.from({ length: 1000 }, () => (random.next() < 0.3 ? 100 : 0)));
  const { ratio, low, high } = bootstrapRatio(many, createRandom(4))!;
  // Normal theory: 2 · 2.576 · √(p(1 − p)/n)
  const width = 2 * 2.576 * Math.sqrt((ratio * (1 - ratio)) / 1000);
  expect((high - low) / width).toBeGreaterThan(0.85);
  expect((high - low) / width).toBeLessThan(1.15);
});

test('one request says nothing about spread', () => {
  expect(bootstrapRatio(pairs([40]), createRandom(1))).toBeUndefined();
  expect(bootstrapRatio([], createRandom(1))).toBeUndefined();
});

test('a denominator of 0 is refused', () => {
  expect(() => bootstrapRatio([...pairs([1]), { numerator: 0, denominator: 0 }], createRandom(1))).toThrow(RangeError);
});
