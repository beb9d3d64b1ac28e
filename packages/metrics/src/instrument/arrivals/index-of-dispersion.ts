import { percentile } from '../../statistics/percentile.ts';
import { gapsOf } from './gaps.ts';

/** Lengths of a window, in ms; the first that holds enough requests is taken. */
const WINDOWS_MS = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];
/** Requests that a window holds on average at least: below, counts are 0 or 1 whatever the process. */
const REQUESTS_PER_WINDOW = 10;
/** A variance of fewer counts says nothing. */
const FEWEST_WINDOWS = 10;

/** Where counts are taken: `windows` of `lengthMs` each, from `start` on. */
export type CountingWindows = { start: number; lengthMs: number; windows: number };

/**
 * Windows of 0.1 s, or the next longer of a fixed row that holds ten requests on average. Absent where fewer than ten
 * of them fit between the first and the last moment. They begin half a usual gap before the first moment, so that what
 * comes at regular times stands in the middle of a window and not on its edge, where a microsecond would move it.
 *
 * 800 requests/s for 10 s: 0.1 s. 20 requests/s for 30 s: 0.5 s. 1 request/s for a minute: absent.
 */
export function countingWindows(moments: Float64Array): CountingWindows | undefined {
  if (moments.length < 2) return undefined;
  const start = moments[0]!;
  const span = moments[moments.length - 1]! - start;
  const lengthMs = WINDOWS_MS.find((length) => (moments.length - 1) * (length / span) >= REQUESTS_PER_WINDOW);
  if (lengthMs === undefined) return undefined;
  const windows = Math.floor(span / lengthMs);
  return windows < FEWEST_WINDOWS ? undefined : { start: start - usualGap(moments) / 2, lengthMs, windows };
}

/** Bursts have gaps of nothing inside them, which are no pace. */
function usualGap(moments: Float64Array): number {
  return percentile(
    gapsOf(moments).filter((gap) => gap > 0),
    0.5,
  )!;
}

/**
 * Index of dispersion of counts: variance ÷ mean of the number of moments in windows of equal length (the Fano factor).
 *
 * 1 for a Poisson process, about 0 for a metronome, about CV² for independent gaps in long windows, above that where
 * requests come in bunches. Counts `[1, 3]`: mean 2, variance 1, so 0.5. Absent where no moment falls into a window.
 * U. Fano, "Ionization Yield of Radiations. II", Physical Review 72, 1947; Cox and Lewis 1966, section 4.5.
 */
export function indexOfDispersion(
  moments: Float64Array,
  { start, lengthMs, windows }: CountingWindows,
): number | undefined {
  const counts = new Float64Array(windows);
  for (const moment of moments) {
    const window = Math.floor((moment - start) / lengthMs);
    if (window >= 0 && window < windows) counts[window]!++;
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / windows;
  if (mean === 0) return undefined;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / windows / mean;
}
