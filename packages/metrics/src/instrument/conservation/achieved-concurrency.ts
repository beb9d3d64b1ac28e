import type { PatternFacts, RequestRecord } from '@sagellm/bench-protocol';

export type AchievedConcurrency = {
  asked: number;
  /** In flight on average, from when the loop was first full to the last send. */
  achieved: number;
  /** How long a slot stood empty before its next request, on average. */
  emptyMs: number;
};

/**
 * Of a closed loop: requests in flight on average while there was more to send. A request holds its slot from the start
 * of its connecting, if it had to connect, to its end.
 *
 * One slot, sent at 0 and 20, ended at 10 and 30: from 0 to 20 it is full half the time, 0.5 of 1, and stood empty for
 * 10 ms. Absent in an open loop; where the loop was never full or nothing was sent after; and where a request has no
 * moment of sending, as its slot was not empty while it tried to connect.
 */
export function achievedConcurrency(
  measured: readonly RequestRecord[],
  pattern: PatternFacts | undefined,
): AchievedConcurrency | undefined {
  if (pattern?.kind !== 'closed' || measured.length <= pattern.concurrency) return undefined;
  const asked = pattern.concurrency;
  const held: { from: number; to: number }[] = [];
  for (const { sent_ms, connect_ms = 0, end_ms } of measured) {
    if (sent_ms === undefined) return undefined;
    held.push({ from: sent_ms - connect_ms, to: end_ms ?? Number.POSITIVE_INFINITY });
  }
  held.sort((a, b) => a.from - b.from);
  const start = held[asked - 1]!.from;
  const end = held[held.length - 1]!.from;
  if (!(end > start)) return undefined;
  const area = held.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)), 0);
  const refills = held.length - asked;
  const achieved = area / (end - start);
  return { asked, achieved, emptyMs: ((asked - achieved) * (end - start)) / refills };
}
