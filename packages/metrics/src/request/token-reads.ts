import type { RequestRecord, TokenTimesRef } from '@sagellm/bench-protocol';

/** One socket read that brought token-bearing events. `tokens` is absent where no server count says how many. */
export type TokenRead = { at_us: number; events: number; tokens: number | undefined };

/**
 * The token-bearing socket reads of a request, in order of arrival. Events with equal stamps came in one read.
 *
 * How many tokens a read brought is known in two cases only:
 * - the record has weights, from the server's own running counts: the sum over the read's events;
 * - the server counted the whole answer (usage or token ids) and its count equals the number of token-bearing events:
 *   then each event is one token.
 *
 * Weights that add up to more than the request allowed are no counts and are not used. A tokenizer's count or the number of events itself never settles it. Absent when the record has no token times, when
 * the file of token times is shorter than the record says, and when the times run backwards.
 */
export function tokenReads(record: RequestRecord, tokenTimes: Uint32Array): TokenRead[] | undefined {
  const times = slice(tokenTimes, record.token_times);
  if (!times || times.length === 0) return undefined;
  const weights = eventWeights(record, times.length, tokenTimes);
  const reads: TokenRead[] = [];
  for (let i = 0; i < times.length; i++) {
    const at_us = times[i]!;
    const last = reads.at(-1);
    if (last && at_us < last.at_us) return undefined;
    if (last && at_us === last.at_us) {
      last.events++;
      if (last.tokens !== undefined) last.tokens += weights!(i);
    } else {
      reads.push({ at_us, events: 1, tokens: weights?.(i) });
    }
  }
  return reads;
}

function eventWeights(
  record: RequestRecord,
  events: number,
  tokenTimes: Uint32Array,
): ((event: number) => number) | undefined {
  const weights = slice(tokenTimes, record.token_weights);
  if (weights?.length === events && total(weights) <= record.max_tokens) return (event) => weights[event]!;
  const serverCounted = record.output_tokens_source === 'usage' || record.output_tokens_source === 'token-ids';
  return serverCounted && record.output_tokens === events ? () => 1 : undefined;
}

export function total(weights: Uint32Array): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** The values a record points to; absent where the file ends before them. */
export function slice(tokenTimes: Uint32Array, ref: TokenTimesRef | undefined): Uint32Array | undefined {
  if (!ref || ref.offset + ref.count > tokenTimes.length) return undefined;
  return tokenTimes.subarray(ref.offset, ref.offset + ref.count);
}
