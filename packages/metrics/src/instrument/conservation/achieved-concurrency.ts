import type { PatternFacts, RequestRecord } from '@sagellm/bench-protocol';
import { readyMoments } from './ready-moments.ts';

export type AchievedConcurrency = {
  asked: number;
  /** In flight on average, from when the loop was first full to the last send. */
  achieved: number;
  /** Share of the slots that stood empty although a request could have been sent. */
  idleShare: number;
  /** How long a slot stood empty so before its next request, on average. */
  emptyMs: number;
};

/**
 * Of a closed loop: requests in flight on average while there was more to send. A request holds its slot from the start
 * of its connecting, if it had to connect, to its end.
 *
 * One slot, sent at 0 and 20, ended at 10 and 30: from 0 to 20 it is full half the time, 0.5 of 1, and stood empty for
 * 10 ms. A slot that is empty because every conversation waits for its answer or thinks is part of the plan: it lowers
 * what is achieved and counts as no idleness. Absent in an open loop; where the loop was never full or nothing was sent after; and where a request has no
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
  const idle = idleArea(measured, { asked, start, end });
  return { asked, achieved, idleShare: idle / (asked * (end - start)), emptyMs: idle / refills };
}

/** Area of empty slots for which a request was ready, in slot-milliseconds. One without an earlier turn always is. */
function idleArea(measured: readonly RequestRecord[], window: { asked: number; start: number; end: number }): number {
  const readyAt = readyMoments(measured);
  const steps: { at: number; busy: number; waiting: number }[] = [];
  for (const record of measured) {
    const from = record.sent_ms! - (record.connect_ms ?? 0);
    const ready = Math.min(readyAt.get(record) ?? Number.NEGATIVE_INFINITY, from);
    steps.push({ at: ready, busy: 0, waiting: 1 }, { at: from, busy: 1, waiting: -1 });
    if (record.end_ms !== undefined) steps.push({ at: record.end_ms, busy: -1, waiting: 0 });
  }
  steps.sort((a, b) => a.at - b.at);
  let area = 0;
  let before = window.start;
  let [busy, waiting] = [0, 0];
  for (const step of steps) {
    const at = Math.min(Math.max(step.at, before), window.end);
    area += Math.max(0, Math.min(window.asked - busy, waiting)) * (at - before);
    before = at;
    busy += step.busy;
    waiting += step.waiting;
  }
  return area;
}
