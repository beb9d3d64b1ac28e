import type { RequestRecord } from '@sagellm/bench-protocol';
import { slice, total } from '../../request/token-reads.ts';
import { completedOf } from '../../workload/measured-records.ts';

/** Output tokens of the answers that were counted twice by their server. */
export type TokenAgreement = { by_usage: number; by_stream: number; answers: number; differing: number };

/**
 * Tokens by the final usage and by what the stream told: running counts, or token ids. Absent where no answer has both.
 *
 * Usage 10 and 20, running counts 10 and 15: by usage 30, by stream 25, differing 5. Differences are added up without
 * their signs, so that too many here do not hide too few there. Events are never the yardstick.
 */
export function tokenAgreement(
  measured: readonly RequestRecord[],
  tokenTimes: Uint32Array,
): TokenAgreement | undefined {
  const sums = { by_usage: 0, by_stream: 0, answers: 0, differing: 0 };
  for (const record of completedOf(measured)) {
    const usage = record.output_tokens_source === 'usage' ? record.output_tokens : undefined;
    const streamed = toldInStream(record, tokenTimes);
    if (usage === undefined || streamed === undefined) continue;
    sums.by_usage += usage;
    sums.by_stream += streamed;
    sums.answers++;
    sums.differing += Math.abs(usage - streamed);
  }
  return sums.answers > 0 ? sums : undefined;
}

/** Token ids are not kept; that they differ from the usage, the reader of the stream put into words. */
const IDS_DIFFER = /^usage says \d+ output tokens, token ids (\d+)$/;

function toldInStream(record: RequestRecord, tokenTimes: Uint32Array): number | undefined {
  const weights = slice(tokenTimes, record.token_weights);
  if (weights) return total(weights);
  const told = record.remarks?.map((remark) => IDS_DIFFER.exec(remark)?.[1]).find((count) => count !== undefined);
  return told === undefined ? undefined : Number(told);
}

/** Token-bearing events beyond the tokens that usage counts, and these tokens. 12 events for a usage of 10: 2 of 10. */
export function eventsBeyondTokens(measured: readonly RequestRecord[]): { beyond: number; tokens: number } {
  const sums = { beyond: 0, tokens: 0 };
  for (const { output_tokens_source, output_tokens, token_events } of completedOf(measured)) {
    if (output_tokens_source !== 'usage' || !output_tokens || token_events === undefined) continue;
    sums.beyond += Math.max(0, token_events - output_tokens);
    sums.tokens += output_tokens;
  }
  return sums;
}
