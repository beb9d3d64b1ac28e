import type { RequestRecord } from '@sagellm/bench-protocol';
import { interTokenLatency } from '../request/inter-token-latency.ts';
import { tokenReads } from '../request/token-reads.ts';
import { completedOf } from './measured-records.ts';

export type StreamShape = {
  /** Completed requests whose token times are known. */
  streams: number;
  token_events: number;
  /** Events that shared a socket read with an earlier one. */
  coalesced_events: number;
  /** Streams of two events or more that came in a single read. */
  in_one_read: number;
  /** Streams whose gaps were not divided, for want of a server count. */
  undivided: number;
  amortised: boolean;
};

/** How the tokens of the completed requests reached the socket. */
export function streamShape(records: readonly RequestRecord[], tokenTimes: Uint32Array): StreamShape {
  const shape = { streams: 0, token_events: 0, coalesced_events: 0, in_one_read: 0, undivided: 0, amortised: false };
  for (const record of completedOf(records)) {
    const reads = tokenReads(record, tokenTimes);
    if (!reads) continue;
    const events = reads.reduce((sum, read) => sum + read.events, 0);
    shape.streams++;
    shape.token_events += events;
    shape.coalesced_events += events - reads.length;
    if (reads.length === 1 && events > 1) shape.in_one_read++;
    const itl = interTokenLatency(record, tokenTimes);
    if (itl && !itl.divided) shape.undivided++;
    shape.amortised ||= itl?.amortised === true;
  }
  return shape;
}
