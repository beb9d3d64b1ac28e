import type { RequestRecord } from '@sagellm/bench-protocol';
import { elapsed } from './elapsed.ts';

/**
 * TTFE (`ttfe_ms`): first_event − sent, in ms. The first event may be an empty role chunk, which says nothing about
 * the model; tools that count it report this number as TTFT.
 *
 * Sent at 100, role chunk at 103, first token at 150: 3. Absent when the answer was not streamed.
 */
export function timeToFirstEvent(record: RequestRecord): number | undefined {
  return record.stream ? elapsed(record.sent_ms, record.first_event_ms) : undefined;
}
