import { quantileSorted } from 'simple-statistics';

/**
 * The `share` quantile by linear interpolation at (n − 1)·share: type 7 of Hyndman and Fan, numpy's default.
 *
 * `percentile([10, 20, 30, 40], 0.95)` is 38.5. Absent for an empty series. The order of the values does not matter.
 */
export function percentile(values: ArrayLike<number>, share: number): number | undefined {
  if (values.length === 0) return undefined;
  return percentileOfSorted(sorted(values), share);
}

/** The same for at least one value in ascending order. */
export function percentileOfSorted(ascending: Float64Array, share: number): number {
  return quantileSorted(ascending as unknown as number[], share);
}

/** A sorted copy. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}
