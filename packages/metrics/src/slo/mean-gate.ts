import type { Distribution, GateResult, RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import { interTokenLatency } from '../request/inter-token-latency.ts';
import { overRequests, pooled } from '../workload/latencies.ts';
import { completedOf } from '../workload/measured-records.ts';
import { isWithin } from './limit.ts';
import { requestValue } from './request-value.ts';

/**
 * `m:mean<x`: the mean over completed requests is below x; for `itl_ms` the mean of the pooled series, as the report
 * prints it.
 *
 * Means of 18 and 20 ms with `tpot_ms:mean<20`: 19, kept. Not measurable where no completed request has the number.
 */
export function meanGate(
  clause: SloClause,
  workload: string,
  records: readonly RequestRecord[],
  tokenTimes: Uint32Array,
): GateResult {
  const completed = completedOf(records);
  const series: Distribution | undefined =
    clause.metric === 'itl_ms'
      ? pooled(completed, (record) => interTokenLatency(record, tokenTimes)?.series)
      : overRequests(completed, (record) => requestValue(clause.metric, record, tokenTimes));
  const unit = clause.metric === 'itl_ms' ? 'gaps' : `of ${completed.length} completed requests`;
  return withoutAbsent<GateResult>({
    gate: clause.text,
    workload,
    status: series ? (isWithin(series.mean, clause) ? 'kept' : 'broken') : 'not-measurable',
    measured: series?.mean,
    limit: clause.limit,
    explanation: series
      ? `mean of ${series.n} ${unit}`
      : completed.length === 0
        ? 'no request completed'
        : `no completed request has ${clause.metric}`,
  });
}
