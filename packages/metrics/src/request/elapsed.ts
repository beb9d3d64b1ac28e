/**
 * Milliseconds between two moments of a record, to the microsecond that moments are kept in: subtracting floats would
 * turn 10 ms into 9.999999999. Absent where a moment is, and where time would run backwards: such a record is broken,
 * and the report says so instead of printing a negative latency.
 */
export function elapsed(from: number | undefined, to: number | undefined): number | undefined {
  if (from === undefined || to === undefined || to < from) return undefined;
  return toMicrosecond(to - from);
}

export function toMicrosecond(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
