import type { RequestRecord } from '@sagellm/bench-protocol';
import { endToEndLatency } from '../../request/end-to-end-latency.ts';
import { timeToFirstToken } from '../../request/time-to-first-token.ts';
import { completedOf } from '../../workload/measured-records.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import type { Finding } from './finding.ts';
import type { Judged } from './judged.ts';

/** Both must be passed by the time between an answer's last token and its end: milliseconds, and a share of E2EL. */
const TAIL_FLOOR_MS = 20;
const TAIL_SHARE = 0.1;

type Broken = Pick<Finding, 'says' | 'figure' | 'example'>;

/** A sum that should hold and is the server's to keep. Those that are ours are the verdict's. */
export function identities({ workloads }: Pick<Judged, 'workloads'>): Finding[] {
  return workloads.flatMap((workload) => {
    const broken = partsMakeWhole(workload);
    if (!broken) return [];
    const remedy = 'do not trust the figures of this workload before this is explained';
    return [{ code: 'identity-broken', ...broken, remedy, workload: workload.metrics.workload }];
  });
}

/** TTFT + TPOT × (tokens − 1) ≈ E2EL: what is left over is the time from the last token to the end of the answer. */
function partsMakeWhole({ metrics, measured }: JudgedWorkload): Broken | undefined {
  const streamed = completedOf(measured).filter((record) => timeToFirstToken(record) !== undefined);
  const long = streamed.filter(
    (record) => tailOf(record) > Math.max(TAIL_FLOOR_MS, TAIL_SHARE * endToEndLatency(record)!),
  );
  // A few stalls at the end are the network's; more than a twentieth is the way the server works.
  if (long.length === 0 || long.length <= streamed.length / 20) return undefined;
  const first = long[0]!;
  return {
    says: 'TTFT + TPOT × (tokens − 1) falls short of E2EL, as answers ended long after their last token',
    figure: `${long.length} of ${metrics.successful_requests}`,
    example: `${first.request_id}, ${tailOf(first).toFixed(1)} ms`,
  };
}

function tailOf(record: RequestRecord): number {
  return record.end_ms === undefined || record.last_token_ms === undefined ? 0 : record.end_ms - record.last_token_ms;
}
