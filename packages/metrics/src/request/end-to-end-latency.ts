import type { RequestRecord } from '@sagellm/bench-protocol';
import { elapsed } from './elapsed.ts';

/**
 * E2EL (`e2el_ms`): end − sent, in ms, up to the end of the HTTP body.
 *
 * Sent at 100, body ended at 400: 300. Of a failed request it is the time until it failed, so aggregates leave it out.
 */
export function endToEndLatency(record: RequestRecord): number | undefined {
  return elapsed(record.sent_ms, record.end_ms);
}
