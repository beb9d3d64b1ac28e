import type { QueueTrend, RequestRecord } from '@sagellm/bench-protocol';
import { type QueueSample, queueTrend, SETTLING_REQUESTS } from './queue-trend.ts';

const SAMPLES = 200;

/** The trend of a whole run in an open loop, from its measured records in the order of sending. */
export function queueTrendOf(records: readonly RequestRecord[]): QueueTrend | undefined {
  const first = records.slice(0, SETTLING_REQUESTS);
  const ends = first.flatMap(({ status, end_ms }) => (status === 'cancelled' || end_ms === undefined ? [] : [end_ms]));
  if (ends.length < SETTLING_REQUESTS) return undefined;
  return queueTrend(queueOfRecords(records), Math.max(...ends));
}

/**
 * Counts at moments of equal distance from the first due time to the last one: after it nothing is added, and any queue
 * empties. What was never sent is waiting from its due time on.
 */
function queueOfRecords(records: readonly RequestRecord[]): QueueSample[] {
  const due = ascending(records.map(({ due_ms }) => due_ms));
  const ended = ascending(records.map(({ status, end_ms }) => (status === 'cancelled' ? undefined : end_ms)));
  if (due.length < 2) return [];
  const [from, to] = [due[0]!, due.at(-1)!];
  let [issuedCount, endedCount] = [0, 0];
  return Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const atMs = from + ((to - from) * i) / SAMPLES;
    while (issuedCount < due.length && due[issuedCount]! <= atMs) issuedCount++;
    while (endedCount < ended.length && ended[endedCount]! <= atMs) endedCount++;
    return { atMs, issued: issuedCount, ended: endedCount };
  });
}

function ascending(moments: readonly (number | undefined)[]): number[] {
  return moments.filter((moment) => moment !== undefined).sort((a, b) => a - b);
}
