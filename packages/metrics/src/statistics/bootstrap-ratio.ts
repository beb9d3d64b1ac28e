import type { Random } from '@sagellm/bench-random';
import { percentileOfSorted } from './percentile.ts';

type RatioPair = { numerator: number; denominator: number };

/**
 * A ratio of sums with the spread that comes from which requests happened to be drawn.
 *
 * ratio = Σ numerator ÷ Σ denominator. Pairs (one per request) are drawn with replacement, n at a time, `resamples`
 * times; `low` and `high` are the α/2 and 1 − α/2 quantiles of the resampled ratios (Efron's percentile bootstrap).
 *
 * `bootstrapRatio([{ numerator: 30, denominator: 100 }, { numerator: 50, denominator: 100 }], random).ratio` is 0.4.
 * Absent below two pairs: one request says nothing about spread. Throws a RangeError where a denominator is not above 0.
 */
export function bootstrapRatio(
  pairs: readonly RatioPair[],
  random: Random,
  { resamples = 2000, level = 0.99 }: { resamples?: number; level?: number } = {},
): { ratio: number; low: number; high: number; n: number } | undefined {
  if (pairs.length < 2) return undefined;
  if (pairs.some(({ denominator }) => !(denominator > 0))) {
    throw new RangeError('bootstrapRatio: every denominator must be above 0');
  }
  const ratios = Float64Array.from({ length: resamples }, () =>
    ratioOfSums(pairs, () => random.integer(pairs.length)),
  ).sort();
  return {
    ratio: ratioOfSums(pairs, (i) => i),
    low: percentileOfSorted(ratios, (1 - level) / 2),
    high: percentileOfSorted(ratios, (1 + level) / 2),
    n: pairs.length,
  };
}

function ratioOfSums(pairs: readonly RatioPair[], indexAt: (i: number) => number): number {
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[indexAt(i)]!;
    numerator += pair.numerator;
    denominator += pair.denominator;
  }
  return numerator / denominator;
}
