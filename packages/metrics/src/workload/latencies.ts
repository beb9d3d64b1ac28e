import type { Distribution, RequestRecord } from '@sagellm/bench-protocol';
import { endToEndLatency } from '../request/end-to-end-latency.ts';
import { endToEndLatencyFromDue, timeToFirstTokenFromDue } from '../request/from-due.ts';
import { interChunkLatency } from '../request/inter-chunk-latency.ts';
import { interTokenLatency } from '../request/inter-token-latency.ts';
import { normalisedTimePerOutputToken } from '../request/normalised-time-per-output-token.ts';
import { sendLag } from '../request/send-lag.ts';
import { throughputPerRequest } from '../request/throughput-per-request.ts';
import { timeBetweenTokens } from '../request/time-between-tokens.ts';
import { timePerOutputToken } from '../request/time-per-output-token.ts';
import { timeToFirstEvent } from '../request/time-to-first-event.ts';
import { timeToFirstOutput } from '../request/time-to-first-output.ts';
import { timeToFirstToken } from '../request/time-to-first-token.ts';
import { describe } from '../statistics/describe.ts';
import { type CompletedRecord, completedOf } from './measured-records.ts';

/**
 * Distributions over the completed requests of a workload. Failed and cancelled requests enter none of them, except
 * send lag, which is our own lateness and is known of every request sent.
 */
export function latencies(records: readonly RequestRecord[], tokenTimes: Uint32Array) {
  const completed = completedOf(records);
  const over = (metric: (record: RequestRecord) => number | undefined) => overRequests(completed, metric);
  return {
    ttft_ms: over(timeToFirstToken),
    ttfe_ms: over(timeToFirstEvent),
    ttfo_ms: over(timeToFirstOutput),
    itl_ms: pooled(completed, (record) => interTokenLatency(record, tokenTimes)?.series),
    icl_ms: pooled(completed, (record) => interChunkLatency(record, tokenTimes)),
    tbt_ms: over((record) => timeBetweenTokens(record, tokenTimes)),
    tpot_ms: over(timePerOutputToken),
    ntpot_ms: over(normalisedTimePerOutputToken),
    e2el_ms: over(endToEndLatency),
    ttft_from_due_ms: over(timeToFirstTokenFromDue),
    e2el_from_due_ms: over(endToEndLatencyFromDue),
    send_lag_ms: overRequests(records, sendLag),
    connect_ms: over((record) => record.connect_ms),
    throughput_tps: over(throughputPerRequest),
  };
}

/** One value per request; requests without one are left out, and `n` says how many had it. */
export function overRequests(
  records: readonly RequestRecord[],
  metric: (record: RequestRecord) => number | undefined,
): Distribution | undefined {
  return describe(records.map(metric).filter((value) => value !== undefined));
}

/** The values of all requests in one series. */
export function pooled(
  completed: readonly CompletedRecord[],
  series: (record: RequestRecord) => readonly number[] | undefined,
): Distribution | undefined {
  const values: number[] = [];
  for (const record of completed) for (const value of series(record) ?? []) values.push(value);
  return describe(values);
}
