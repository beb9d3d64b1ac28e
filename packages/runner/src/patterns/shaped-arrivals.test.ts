import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onOffMoment } from './on-off-arrivals.ts';
import { rampMoment } from './ramp-arrivals.ts';
import { stepMoment } from './step-arrivals.ts';

describe('ramp', () => {
  it.each([
    // From 0 to 10/s in 10 s: t² ÷ 2 requests after t seconds, then 10 a second.
    [{ fromRate: 0, toRate: 10, seconds: 10 }, [0, 0.5, 2, 8, 50, 60], [0, 1000, 2000, 4000, 10_000, 11_000]],
    // Downwards: 10t − t² ÷ 2 until 2/s is reached after 8 s and 48 requests.
    [{ fromRate: 10, toRate: 2, seconds: 8 }, [0, 9.5, 18, 48, 50], [0, 1000, 2000, 8000, 9000]],
    [{ fromRate: 4, toRate: 4, seconds: 5 }, [0, 1, 20, 24], [0, 250, 5000, 6000]],
  ])('%j', (ramp, counts, moments) => {
    expect(counts.map(rampMoment(ramp))).toEqual(moments);
  });

  it('lets through what its rate adds up to, at every moment of the ramp', () => {
    const rate = fc.double({ min: 0.1, max: 1000, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        rate,
        rate,
        fc.double({ min: 0.1, max: 600, noNaN: true }),
        share,
        (fromRate, toRate, seconds, at) => {
          const t = at * seconds;
          const count = fromRate * t + ((toRate - fromRate) * t ** 2) / (2 * seconds);
          // In shares of the ramp: near a slow end a moment is known less sharply than a count.
          expect(Math.abs(rampMoment({ fromRate, toRate, seconds })(count) / 1000 - t) / seconds).toBeLessThan(1e-6);
        },
      ),
    );
  });
});

it('steps change the rate at their edges, and the last stays', () => {
  const moments = [0, 5, 10, 15, 30, 80, 130].map(stepMoment([1, 2, 5], 10));
  expect(moments).toEqual([0, 5000, 10_000, 12_500, 20_000, 30_000, 40_000]);
});

it('on/off keeps the rate while on and is silent while off', () => {
  // 2/s for 2 s, then 3 s of nothing.
  expect([0, 1, 2, 3, 4, 5, 8].map(onOffMoment(2, 2, 3))).toEqual([0, 500, 1000, 1500, 5000, 5500, 10_000]);
});

it('on/off begins a cycle on its edge though 3 × 0.1 is not 0.3 in binary', () => {
  expect(onOffMoment(3, 0.1, 1)(3)).toBeCloseTo(11_000, 6);
});
