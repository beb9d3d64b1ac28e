import type { RequestRecord } from '@sagellm/bench-protocol';
import { elapsed } from './elapsed.ts';

/**
 * TTFT (`ttft_ms`): first_token − sent, in ms.
 *
 * Sent at 100, first token at 150: 50. Absent when the answer was not streamed (the whole answer's time is no TTFT) and
 * when no token-bearing event came; never 0 for want of one.
 */
export function timeToFirstToken(record: RequestRecord): number | undefined {
  return record.stream ? elapsed(record.sent_ms, record.first_token_ms) : undefined;
}
