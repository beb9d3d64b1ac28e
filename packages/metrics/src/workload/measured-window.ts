import type { MeasuredWindow, RequestRecord } from '@sagellm/bench-protocol';
import { elapsed } from '../request/elapsed.ts';

/**
 * The span that rates are counted over: from the first measured send to the last measured end, whatever became of the
 * requests. A failure or a cut at the end widens it, so that no throughput is flattered by leaving it out.
 *
 * Sent at 100 and 120, ended at 400 and 350: 100 to 400, 0.3 s. Absent when nothing was sent or nothing ended.
 */
export function measuredWindow(records: readonly RequestRecord[]): MeasuredWindow | undefined {
  let start_ms: number | undefined;
  let end_ms: number | undefined;
  for (const record of records) {
    if (record.sent_ms === undefined) continue;
    start_ms = Math.min(start_ms ?? record.sent_ms, record.sent_ms);
    if (record.end_ms !== undefined) end_ms = Math.max(end_ms ?? record.end_ms, record.end_ms);
  }
  const span = elapsed(start_ms, end_ms);
  if (span === undefined) return undefined;
  return { start_ms: start_ms!, end_ms: end_ms!, duration_s: span / 1000, definition: 'first-send-to-last-end' };
}
