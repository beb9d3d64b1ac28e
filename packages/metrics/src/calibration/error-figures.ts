import type { ErrorFigures } from '@sagellm/bench-protocol';
import { toMicrosecond } from '../request/elapsed.ts';
import { percentileOfSorted, sorted } from '../statistics/percentile.ts';

/** A p99 of fewer values would be little else than their largest. */
const FEWEST_FOR_P99 = 100;

/** Mean, median, p99 and both ends, to the microsecond that stamps are kept in. Absent without values. */
export function errorFigures(values: ArrayLike<number>): ErrorFigures | undefined {
  if (values.length === 0) return undefined;
  const ascending = sorted(values);
  const n = ascending.length;
  return {
    n,
    mean: toMicrosecond(ascending.reduce((sum, value) => sum + value, 0) / n) + 0,
    p50: toMicrosecond(percentileOfSorted(ascending, 0.5)) + 0,
    ...(n < FEWEST_FOR_P99 ? {} : { p99: toMicrosecond(percentileOfSorted(ascending, 0.99)) + 0 }),
    min: toMicrosecond(ascending[0]!) + 0,
    max: toMicrosecond(ascending[n - 1]!) + 0,
  };
}
