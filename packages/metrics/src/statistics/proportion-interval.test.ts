import { expect, test } from 'vitest';
import { proportionInterval } from './proportion-interval.ts';

test.each([
  // Ends of no failure and no success are closed forms: (α/2)^(1/n) and 1 − (α/2)^(1/n).
  [104, 104, 0.005 ** (1 / 104), 1],
  [0, 10, 0, 1 - 0.005 ** (1 / 10)],
  [10_000, 10_000, 0.005 ** (1 / 10_000), 1],
  // One of two: 1 − (1 − p)² = 0.005 and p² … = 0.005.
  [1, 2, 1 - Math.sqrt(0.995), Math.sqrt(0.995)],
])('%i of %i', (met, n, low, high) => {
  const [from, to] = proportionInterval(met, n);
  expect(from).toBeCloseTo(low, 10);
  expect(to).toBeCloseTo(high, 10);
});

test('the other half mirrors it, and more trials narrow it', () => {
  const [low, high] = proportionInterval(30, 100);
  const [mirroredLow, mirroredHigh] = proportionInterval(70, 100);
  expect(low).toBeCloseTo(1 - mirroredHigh, 10);
  expect(high).toBeCloseTo(1 - mirroredLow, 10);
  const [narrowLow, narrowHigh] = proportionInterval(30_000, 100_000);
  expect(narrowHigh - narrowLow).toBeLessThan((high - low) / 25);
});
