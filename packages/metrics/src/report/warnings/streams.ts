import { tokenReads } from '../../request/token-reads.ts';
import { completedOf } from '../../workload/measured-records.ts';
import { streamShape } from '../../workload/stream-shape.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import type { Finding } from './finding.ts';
import type { Judged } from './judged.ts';

const MANY_COALESCED = 0.01;

/** Whether the stream lets us see single tokens. */
export function streams({ workloads, tokenTimes }: Judged): Finding[] {
  return workloads.flatMap((workload) => [
    ...missingTokenTimes(workload, tokenTimes),
    ...inOnePiece(workload, tokenTimes),
    ...coalesced(workload, tokenTimes),
  ]);
}

function missingTokenTimes({ metrics, measured }: JudgedWorkload, tokenTimes: Uint32Array): Finding[] {
  const missing = completedOf(measured).filter(
    (record) => record.token_times && record.token_times.count > 0 && !tokenReads(record, tokenTimes),
  );
  if (missing.length === 0) return [];
  return [
    {
      code: 'token-times-missing',
      says: 'Token times are missing or run backwards, so ITL leaves these answers out',
      figure: `${missing.length} of ${metrics.successful_requests}`,
      remedy: 'keep requests.jsonl and token-times.u32 of one run together; a killed run may have lost its last ones',
      workload: metrics.workload,
    },
  ];
}

function inOnePiece({ metrics, measured }: JudgedWorkload, tokenTimes: Uint32Array): Finding[] {
  const { streams: all, in_one_read: whole } = streamShape(measured, tokenTimes);
  if (whole === 0) return [];
  return [
    {
      code: 'stream-in-one-piece',
      says: 'Streamed answers arrived in a single read, so their TTFT is the time of the whole answer and nothing is known of the time between their tokens',
      figure: `${whole} of ${all}`,
      remedy: 'look for a proxy that buffers, or a server that does not really stream',
      workload: metrics.workload,
    },
  ];
}

/** Where each event is one token, reads of several mean that the client or the path was late, not the server. */
function coalesced({ metrics, measured }: JudgedWorkload, tokenTimes: Uint32Array): Finding[] {
  const share = metrics.coalesced_share ?? 0;
  if (share <= MANY_COALESCED || !oneTokenPerEvent({ measured }, tokenTimes)) return [];
  return [
    {
      code: 'coalesced-reads',
      says: 'Tokens shared a socket read with an earlier one although the server sends each on its own, so their single gaps were not seen',
      figure: `${(share * 100).toFixed(1)} %`,
      remedy: 'give the client more CPU, or lower the load; a buffering proxy does the same',
      workload: metrics.workload,
    },
  ];
}

export function oneTokenPerEvent({ measured }: Pick<JudgedWorkload, 'measured'>, tokenTimes: Uint32Array): boolean {
  const reads = completedOf(measured).map((record) => tokenReads(record, tokenTimes));
  return reads.some(Boolean) && reads.every((some) => some?.every((read) => read.tokens === read.events) ?? true);
}
