import type { RequestRecord } from '@sagellm/bench-protocol';
import { elapsed } from './elapsed.ts';

/**
 * TTFT (due) (`ttft_from_due_ms`): first_token − due, in ms. Our own lateness counts, so an overloaded server cannot
 * hide behind requests that were never sent on time (coordinated omission).
 *
 * Due at 90, sent at 100, first token at 150: 60. Absent in a closed loop, where nothing is due.
 */
export function timeToFirstTokenFromDue(record: RequestRecord): number | undefined {
  return record.stream ? elapsed(record.due_ms, record.first_token_ms) : undefined;
}

/**
 * E2EL (due) (`e2el_from_due_ms`): end − due, in ms.
 *
 * Due at 90, sent at 100, ended at 400: 310. Absent in a closed loop.
 */
export function endToEndLatencyFromDue(record: RequestRecord): number | undefined {
  return elapsed(record.due_ms, record.end_ms);
}
