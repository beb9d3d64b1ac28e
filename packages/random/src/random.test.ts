import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

const draws = <T>(count: number, draw: () => T) => Array.from({ length: count }, draw);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: number[]) => {
  const m = mean(values);
  return mean(values.map((v) => (v - m) ** 2));
};

describe('createRandom', () => {
  it('repeats itself for one seed and differs for another', () => {
    const [a, b, c] = [createRandom(7), createRandom(7), createRandom(8)];
    const first = draws(50, a.next);
    expect(draws(50, b.next)).toEqual(first);
    expect(draws(50, c.next)).not.toEqual(first);
  });

  it('forks by name, whatever was drawn before', () => {
    const fresh = createRandom(1).fork('arrivals');
    const used = createRandom(1);
    draws(10, used.next);
    expect(draws(5, used.fork('arrivals').next)).toEqual(draws(5, fresh.next));
    expect(createRandom(1).fork('prompts').next()).not.toBe(createRandom(1).fork('arrivals').next());
  });

  it('is uniform in [0, 1): mean 1/2, variance 1/12, all deciles equally full', () => {
    const random = createRandom(3);
    const values = draws(100_000, random.next);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(variance(values)).toBeCloseTo(1 / 12, 2);
    const deciles = Array.from({ length: 10 }, (_, i) => values.filter((v) => Math.floor(v * 10) === i).length);
    for (const filled of deciles) expect(Math.abs(filled - 10_000)).toBeLessThan(500);
  });

  it.each([
    { name: 'exponential', draw: (r: ReturnType<typeof createRandom>) => r.exponential(2), mean: 2, variance: 4 },
    { name: 'normal', draw: (r: ReturnType<typeof createRandom>) => r.normal(3, 2), mean: 3, variance: 4 },
    { name: 'gamma, shape 4', draw: (r: ReturnType<typeof createRandom>) => r.gamma(4, 0.5), mean: 2, variance: 1 },
    { name: 'gamma, shape 0.25', draw: (r: ReturnType<typeof createRandom>) => r.gamma(0.25, 4), mean: 1, variance: 4 },
  ])('$name has its mean and variance', ({ draw, mean: wantedMean, variance: wantedVariance }) => {
    const random = createRandom(11);
    const values = draws(200_000, () => draw(random));
    expect(Math.abs(mean(values) / wantedMean - 1)).toBeLessThan(0.02);
    expect(Math.abs(variance(values) / wantedVariance - 1)).toBeLessThan(0.05);
  });

  it('refuses a gamma shape of 0 and an empty pick', () => {
    expect(() => createRandom(1).gamma(0, 1)).toThrow(RangeError);
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});
