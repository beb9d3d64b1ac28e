import type { RequestRecord } from '@sagellm/bench-protocol';
import { tokenReads } from './token-reads.ts';

export type InterTokenLatency = {
  /** ms, in order of arrival. */
  series: number[];
  /** True where a gap was divided over several tokens, so that single values are means. */
  amortised: boolean;
  /** False where no server count says how many tokens a read brought: then the series equals ICL. */
  divided: boolean;
};

/**
 * ITL (`itl_ms`): the gap between one token-bearing socket read and the one before, divided over the tokens that the
 * later read brought and repeated once per token, so that the series has a value per token.
 *
 * Reads at 50 ms (1 token), 60 ms (2 tokens) and 80 ms (1 token): [5, 5, 20], amortised. Where the server's counts do
 * not say how many tokens came (see `tokenReads`), the gaps stay whole: [10, 20], ITL = ICL.
 *
 * The tokens of the first read have no gap: they arrived with the first token, after TTFT. So TTFT + Σ ITL =
 * last_token − sent. A read whose events brought no token by the server's count gives its time to the next that did.
 * Absent without token times.
 */
export function interTokenLatency(record: RequestRecord, tokenTimes: Uint32Array): InterTokenLatency | undefined {
  const reads = tokenReads(record, tokenTimes);
  if (!reads) return undefined;
  const divided = reads[0]!.tokens !== undefined;
  const series: number[] = [];
  let amortised = false;
  let previous_us = reads[0]!.at_us;
  for (const { at_us, tokens = 1 } of reads.slice(1)) {
    if (tokens === 0) continue;
    const gap = (at_us - previous_us) / 1000 / tokens;
    for (let i = 0; i < tokens; i++) series.push(gap);
    amortised ||= tokens > 1;
    previous_us = at_us;
  }
  return { series, amortised, divided };
}
