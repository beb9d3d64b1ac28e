import type { RequestRecord, Warning } from '@sagellm/bench-protocol';
import { endToEndLatency } from '../../request/end-to-end-latency.ts';
import { timeToFirstToken } from '../../request/time-to-first-token.ts';
import { slice } from '../../request/token-reads.ts';
import { completedOf } from '../../workload/measured-records.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import type { Judged } from './collect-warnings.ts';
import { inFlight } from './in-flight.ts';

/** Both must be passed by the time between an answer's last token and its end: milliseconds, and a share of E2EL. */
const TAIL_FLOOR_MS = 20;
const TAIL_SHARE = 0.1;
/** Below this many requests the law of Little says nothing. */
const LITTLE_N = 30;
const LITTLE_TOLERANCE = 0.01;
/** Sent, token and end are rounded to a microsecond each. */
const ROUNDING_MS = 0.002;

/** Sums that must hold whatever was measured. A broken one means a bug, ours or the server's, and is never hidden. */
export function identities({ workloads, tokenTimes }: Judged): Warning[] {
  return workloads.flatMap((workload) =>
    [
      everyRequestOnce(workload),
      tokenTimesMeetStamps(workload, tokenTimes),
      partsMakeWhole(workload),
      noMoreInFlightThanAsked(workload),
      little(workload),
    ]
      .filter((message) => message !== undefined)
      .map((message) => ({
        code: 'identity-broken',
        message,
        remedy: 'do not trust the figures of this workload before this is explained',
        workload: workload.metrics.workload,
      })),
  );
}

/** issued = completed + failed + cancelled, each position of the plan once. */
function everyRequestOnce({ metrics, measured }: JudgedWorkload): string | undefined {
  const { total_requests: issued, successful_requests, failed_requests, cancelled_requests } = metrics;
  const outcomes = successful_requests + failed_requests + cancelled_requests;
  if (issued !== outcomes) return `${issued} requests were issued, but ${outcomes} have an outcome.`;
  const positions = new Set(measured.map((record) => record.index)).size;
  return positions === issued ? undefined : `${issued} records stand for ${positions} requests of the plan.`;
}

/** The first and last token time are the first and last token's stamps. */
function tokenTimesMeetStamps({ measured }: JudgedWorkload, tokenTimes: Uint32Array): string | undefined {
  const apart = completedOf(measured).filter((record) => {
    const times = slice(tokenTimes, record.token_times);
    if (!times || times.length === 0 || record.sent_ms === undefined) return false;
    return (
      differ(times[0]!, record.sent_ms, record.first_token_ms) ||
      differ(times[times.length - 1]!, record.sent_ms, record.last_token_ms)
    );
  });
  if (apart.length === 0) return undefined;
  return `In ${apart.length} answers the token times do not begin and end at the first and last token. First: ${apart[0]!.request_id}.`;
}

function differ(time_us: number, sent_ms: number, stamp_ms: number | undefined): boolean {
  return stamp_ms === undefined || Math.abs(time_us / 1000 - (stamp_ms - sent_ms)) > ROUNDING_MS + 1e-6;
}

/** TTFT + TPOT × (tokens − 1) ≈ E2EL: what is left over is the time from the last token to the end of the answer. */
function partsMakeWhole({ metrics, measured }: JudgedWorkload): string | undefined {
  const streamed = completedOf(measured).filter((record) => timeToFirstToken(record) !== undefined);
  const long = streamed.filter(
    (record) => tailOf(record) > Math.max(TAIL_FLOOR_MS, TAIL_SHARE * endToEndLatency(record)!),
  );
  // A few stalls at the end are the network's; more than a twentieth is the way the server works.
  if (long.length === 0 || long.length <= streamed.length / 20) return undefined;
  const first = long[0]!;
  return `TTFT + TPOT × (tokens − 1) falls short of E2EL in ${long.length} of ${metrics.successful_requests} answers: they ended long after their last token. First: ${first.request_id}, ${tailOf(first).toFixed(1)} ms.`;
}

function tailOf(record: RequestRecord): number {
  return record.end_ms === undefined || record.last_token_ms === undefined ? 0 : record.end_ms - record.last_token_ms;
}

function noMoreInFlightThanAsked({ run, measured }: JudgedWorkload): string | undefined {
  if (run?.pattern.kind !== 'closed') return undefined;
  const { most } = inFlight(measured);
  if (most <= run.pattern.concurrency) return undefined;
  return `${most} requests were in flight at once where ${run.pattern.concurrency} were asked for.`;
}

/** L = λW: requests in flight on average, counted moment by moment, against the published rate times the mean E2EL. */
function little({ metrics, measured }: JudgedWorkload): string | undefined {
  const { request_throughput_rps: rate, e2el_ms: latency, window, successful_requests, total_requests } = metrics;
  if (!rate || !latency || !window || successful_requests !== total_requests) return undefined;
  if (successful_requests < LITTLE_N || latency.n !== successful_requests) return undefined;
  const counted = inFlight(measured).requestMs / (window.duration_s * 1000);
  const expected = (rate * latency.mean) / 1000;
  if (Math.abs(counted - expected) <= LITTLE_TOLERANCE * expected) return undefined;
  return `L = λW does not hold: ${counted.toFixed(3)} requests were in flight on average, rate × E2EL gives ${expected.toFixed(3)}.`;
}
