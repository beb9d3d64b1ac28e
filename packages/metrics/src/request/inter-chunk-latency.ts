import type { RequestRecord } from '@sagellm/bench-protocol';
import { tokenReads } from './token-reads.ts';

/**
 * ICL (`icl_ms`): each gap between token-bearing events of different socket reads, in ms. What the network delivered,
 * undivided.
 *
 * Events at 50, 60, 60 and 80 ms (two in one read): [10, 20]. Empty for an answer in one read; absent without token
 * times.
 */
export function interChunkLatency(record: RequestRecord, tokenTimes: Uint32Array): number[] | undefined {
  const reads = tokenReads(record, tokenTimes);
  return reads?.slice(1).map((read, i) => (read.at_us - reads[i]!.at_us) / 1000);
}
