import type { RequestRecord } from '@sagellm/bench-protocol';
import { toMicrosecond } from './elapsed.ts';

/**
 * Send lag (`send_lag_ms`): sent − due, in ms. The instrument's own lateness; below 0 for a request sent early.
 *
 * Due at 90, sent at 100: 10. Absent in a closed loop. Known of every request sent, also of those that failed.
 */
export function sendLag(record: RequestRecord): number | undefined {
  if (record.due_ms === undefined || record.sent_ms === undefined) return undefined;
  return toMicrosecond(record.sent_ms - record.due_ms);
}
