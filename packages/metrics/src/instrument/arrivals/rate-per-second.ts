/** A request's due time and the moment that is looked at, which may be the due time itself. Run-relative ms. */
export type Scheduled = { due_ms: number; at: number };

/**
 * Requests per second. Those due before the last due time, over the span up to it: a burst counts whole, and n requests
 * have n − 1 gaps.
 *
 * Due at 0, 20, 40 and sent at 0, 25, 50: 50/s by `at: due_ms`, 40/s by `at: sent_ms`. Absent below two due times.
 */
export function ratePerSecond(requests: readonly Scheduled[]): number | undefined {
  const lastDue = requests.reduce((last, { due_ms }) => Math.max(last, due_ms), Number.NEGATIVE_INFINITY);
  const before = requests.filter(({ due_ms }) => due_ms < lastDue);
  const span = earliest(requests.filter(({ due_ms }) => due_ms === lastDue)) - earliest(before);
  return span > 0 && Number.isFinite(span) ? (before.length / span) * 1000 : undefined;
}

function earliest(requests: readonly Scheduled[]): number {
  return requests.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
}
