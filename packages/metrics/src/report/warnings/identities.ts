import type { RequestRecord } from '@sagellm/bench-protocol';
import { endToEndLatency } from '../../request/end-to-end-latency.ts';
import { timeToFirstToken } from '../../request/time-to-first-token.ts';
import { slice } from '../../request/token-reads.ts';
import { completedOf } from '../../workload/measured-records.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import type { Finding } from './finding.ts';
import { inFlight } from './in-flight.ts';
import type { Judged } from './judged.ts';

/** Both must be passed by the time between an answer's last token and its end: milliseconds, and a share of E2EL. */
const TAIL_FLOOR_MS = 20;
const TAIL_SHARE = 0.1;
/** Below this many requests the law of Little says nothing. */
const LITTLE_N = 30;
const LITTLE_TOLERANCE = 0.01;
/** Sent, token and end are rounded to a microsecond each. */
const ROUNDING_MS = 0.002;

type Broken = Pick<Finding, 'says' | 'figure' | 'example'>;

/** Sums that must hold whatever was measured. A broken one means a bug, ours or the server's, and is never hidden. */
export function identities({ workloads, tokenTimes }: Judged): Finding[] {
  return workloads.flatMap((workload) =>
    [
      everyRequestOnce(workload),
      tokenTimesMeetStamps(workload, tokenTimes),
      partsMakeWhole(workload),
      noMoreInFlightThanAsked(workload),
      little(workload),
    ]
      .filter((broken) => broken !== undefined)
      .map((broken) => ({
        code: 'identity-broken',
        ...broken,
        remedy: 'do not trust the figures of this workload before this is explained',
        workload: workload.metrics.workload,
      })),
  );
}

/** issued = completed + failed + cancelled, each position of the plan once. */
function everyRequestOnce({ metrics, measured }: JudgedWorkload): Broken | undefined {
  const { total_requests: issued, successful_requests, failed_requests, cancelled_requests } = metrics;
  const outcomes = successful_requests + failed_requests + cancelled_requests;
  if (issued !== outcomes)
    return { says: 'Not every request issued has one outcome', figure: `${issued} issued, ${outcomes} outcomes` };
  const positions = new Set(measured.map((record) => record.index)).size;
  if (positions === issued) return undefined;
  return { says: 'Records do not stand for one request of the plan each', figure: `${issued} for ${positions}` };
}

/** The first and last token time are the first and last token's stamps. */
function tokenTimesMeetStamps({ metrics, measured }: JudgedWorkload, tokenTimes: Uint32Array): Broken | undefined {
  const apart = completedOf(measured).filter((record) => {
    const times = slice(tokenTimes, record.token_times);
    if (!times || times.length === 0 || record.sent_ms === undefined) return false;
    return (
      differ(times[0]!, record.sent_ms, record.first_token_ms) ||
      differ(times[times.length - 1]!, record.sent_ms, record.last_token_ms)
    );
  });
  if (apart.length === 0) return undefined;
  return {
    says: 'Token times do not begin and end at the first and last token of the answer',
    figure: `${apart.length} of ${metrics.successful_requests}`,
    example: apart[0]!.request_id,
  };
}

function differ(time_us: number, sent_ms: number, stamp_ms: number | undefined): boolean {
  return stamp_ms === undefined || Math.abs(time_us / 1000 - (stamp_ms - sent_ms)) > ROUNDING_MS + 1e-6;
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

function noMoreInFlightThanAsked({ run, measured }: JudgedWorkload): Broken | undefined {
  if (run?.pattern.kind !== 'closed') return undefined;
  const { most } = inFlight(measured);
  if (most <= run.pattern.concurrency) return undefined;
  return {
    says: 'More requests were in flight at once than asked for',
    figure: `${most} for ${run.pattern.concurrency}`,
  };
}

/** L = λW: requests in flight on average, counted moment by moment, against the published rate times the mean E2EL. */
function little({ metrics, measured }: JudgedWorkload): Broken | undefined {
  const { request_throughput_rps: rate, e2el_ms: latency, window, successful_requests, total_requests } = metrics;
  if (!rate || !latency || !window || successful_requests !== total_requests) return undefined;
  if (successful_requests < LITTLE_N || latency.n !== successful_requests) return undefined;
  const counted = inFlight(measured).requestMs / (window.duration_s * 1000);
  const expected = (rate * latency.mean) / 1000;
  if (Math.abs(counted - expected) <= LITTLE_TOLERANCE * expected) return undefined;
  return {
    says: 'L = λW does not hold',
    figure: `${counted.toFixed(3)} requests were in flight on average, rate × E2EL gives ${expected.toFixed(3)}`,
  };
}
