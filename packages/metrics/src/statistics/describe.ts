import { type Distribution, PERCENTILES, type PercentileName } from '@sagellm/bench-protocol';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { intervalOfSorted } from './order-statistic-interval.ts';
import { percentileOfSorted, sorted } from './percentile.ts';

const NAMES = Object.keys(PERCENTILES) as PercentileName[];

/**
 * A series in numbers: n, mean, sample standard deviation, extremes, percentiles, and for each percentile whether n is
 * large enough to trust it (`reliable`) with its 99 % interval (`ci99`).
 *
 * `describe([10, 20, 30])` has n 3, mean 20, std 10, p50 20, p90 28, and no reliable percentile. Absent for an empty
 * series, never zeros. Throws a RangeError on NaN or infinity: no measurement makes them, so they are a bug upstream.
 */
export function describe(values: ArrayLike<number>): Distribution | undefined {
  if (values.length === 0) return undefined;
  const ascending = sorted(values);
  const min = ascending[0]!;
  const max = ascending[ascending.length - 1]!;
  // Sorting puts −∞ first and NaN last, so the two ends show every value that is no number.
  if (!Number.isFinite(min) || !Number.isFinite(max)) throw new RangeError('describe: a value is not finite');

  const intervals = NAMES.map((name) => [name, intervalOfSorted(ascending, PERCENTILES[name])] as const);
  const known = intervals.filter(([, interval]) => interval !== undefined);
  return {
    n: ascending.length,
    // Rounding of the sum must not carry the mean past a value that was measured.
    mean: Math.min(max, Math.max(min, mean(ascending as unknown as number[]))),
    ...(ascending.length > 1 ? { std: sampleStandardDeviation(ascending as unknown as number[]) } : {}),
    min,
    max,
    ...byName((name) => percentileOfSorted(ascending, PERCENTILES[name])),
    reliable: Object.fromEntries(intervals.map(([name, interval]) => [name, interval !== undefined])) as Reliable,
    ...(known.length > 0 ? { ci99: Object.fromEntries(known) } : {}),
  };
}

type Reliable = Distribution['reliable'];

function byName(value: (name: PercentileName) => number): Record<PercentileName, number> {
  return { p50: value('p50'), p90: value('p90'), p95: value('p95'), p99: value('p99'), p999: value('p999') };
}
