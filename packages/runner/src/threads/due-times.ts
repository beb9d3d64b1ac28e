import type { LoadExtent } from '../loops/expected-requests.ts';

export type DueTimes = {
  /** Float64, milliseconds from the start. */
  shared: SharedArrayBuffer;
  /** How many requests are due in the time that the load has. */
  wanted: number;
};

/** Computed before the load begins: no thread waits for arithmetic, and all know the same moments. */
export function dueTimes(
  pattern: { due(index: number): number },
  { total = Number.POSITIVE_INFINITY }: LoadExtent,
  durationMs = Number.POSITIVE_INFINITY,
): DueTimes {
  const moments: number[] = [];
  while (moments.length < total && (moments.at(-1) ?? 0) < durationMs) moments.push(pattern.due(moments.length));
  const shared = new SharedArrayBuffer(moments.length * Float64Array.BYTES_PER_ELEMENT);
  new Float64Array(shared).set(moments);
  // The first one behind the end stands there, so that the loop sees that its time is over.
  return { shared, wanted: moments.filter((moment) => moment < durationMs).length };
}
