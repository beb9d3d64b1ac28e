import type { RequestRecord } from '@sagellm/bench-protocol';
import { elapsed } from './elapsed.ts';

/**
 * TPOT (`tpot_ms`): (last_token − first_token) ÷ (output tokens − 1), in ms. Never contains TTFT.
 *
 * First token at 150, last at 240, 10 tokens: 10. Absent below 2 output tokens, when the answer was not streamed, when
 * nobody counted, and when all tokens came in one socket read: the time between them was not seen, which is not 0.
 */
export function timePerOutputToken(record: RequestRecord): number | undefined {
  if (!record.stream || record.output_tokens === undefined || record.output_tokens < 2) return undefined;
  const span = elapsed(record.first_token_ms, record.last_token_ms);
  return span === undefined || span === 0 ? undefined : span / (record.output_tokens - 1);
}
