import type { RequestRecord } from '@sagellm/bench-protocol';

/**
 * When the conversation of each later turn was ready for it: the end of the turn before it in the plan, and its pause
 * to think. Requests without an earlier turn have no entry; behind a turn without an end it is infinite.
 *
 * A first turn that ended at 100 and a second that thinks 30 ms: 130.
 */
export function readyMoments(measured: readonly RequestRecord[]): ReadonlyMap<RequestRecord, number> {
  const ready = new Map<RequestRecord, number>();
  const before = new Map<string, RequestRecord>();
  const inOrder = measured.filter(({ session_id }) => session_id !== undefined).sort((a, b) => a.index - b.index);
  for (const record of inOrder) {
    const earlier = before.get(record.session_id!);
    if (earlier) ready.set(record, (earlier.end_ms ?? Number.POSITIVE_INFINITY) + (record.think_ms ?? 0));
    before.set(record.session_id!, record);
  }
  return ready;
}

/** Moments are rounded to microseconds one by one. */
const ROUNDING_MS = 0.002;

/** Requests that were due when their conversation was ready, and not when the arrival process wanted them. */
export function movedByConversation(measured: readonly RequestRecord[]): number {
  let moved = 0;
  for (const [{ due_ms }, ready] of readyMoments(measured)) {
    if (due_ms !== undefined && due_ms <= ready + ROUNDING_MS) moved++;
  }
  return moved;
}
