import { binomialTails } from './binomial-tails.ts';
import { sorted } from './percentile.ts';

/**
 * A two-sided interval for a percentile that assumes nothing of the distribution but independent values.
 *
 * With B ~ Binomial(n, share) values at or below the true percentile q, the interval [x₍l₎, x₍u₎] takes the largest l
 * with P(B < l) ≤ α/2 and the smallest u with P(B ≥ u) ≤ α/2, where α = 1 − level. Each side errs with at most α/2.
 *
 * Absent where n is too small for such ranks to exist: at 99 % below n = 8 for p50, 51 for p90, 104 for p95, 528 for
 * p99 and 5296 for p99.9. `orderStatisticInterval([1, 2, 3, 4, 5, 6, 7, 8], 0.5)` is [1, 8].
 */
export function orderStatisticInterval(
  values: ArrayLike<number>,
  share: number,
  level = 0.99,
): [low: number, high: number] | undefined {
  return intervalOfSorted(sorted(values), share, level);
}

/** The same for values in ascending order. */
export function intervalOfSorted(
  ascending: Float64Array,
  share: number,
  level = 0.99,
): [low: number, high: number] | undefined {
  const { lower, upper } = binomialTails(ascending.length, share, (1 - level) / 2);
  if (lower < 1 || upper > ascending.length) return undefined;
  return [ascending[lower - 1]!, ascending[upper - 1]!];
}

/**
 * Smallest n for which the interval exists: shareⁿ and (1 − share)ⁿ must both be at most α/2.
 *
 * `smallestSampleFor(0.95)` is 104.
 */
export function smallestSampleFor(share: number, level = 0.99): number {
  const allowed = (1 - level) / 2;
  let n = Math.max(1, Math.floor(Math.log(allowed) / Math.log(Math.max(share, 1 - share))) - 1);
  while (!intervalExists(n, share, level)) n++;
  return n;
}

function intervalExists(n: number, share: number, level: number): boolean {
  return Math.max(share, 1 - share) ** n <= (1 - level) / 2;
}
