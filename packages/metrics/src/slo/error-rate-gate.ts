import type { GateResult, RequestRecord } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import { requestCounts } from '../workload/request-counts.ts';

/**
 * `max_error_rate`: failed ÷ (completed + failed) is at most the limit, the limit included.
 *
 * 1 of 100 failed with a limit of 0.01: kept. Not measurable where nothing ended.
 */
export function errorRateGate(
  maxErrorRate: number,
  records: readonly RequestRecord[],
  workload: string | undefined,
): GateResult {
  const { error_rate, failed_requests, successful_requests } = requestCounts(records);
  return withoutAbsent<GateResult>({
    gate: 'max_error_rate',
    workload,
    status: error_rate === undefined ? 'not-measurable' : error_rate <= maxErrorRate ? 'kept' : 'broken',
    measured: error_rate,
    limit: maxErrorRate,
    explanation:
      error_rate === undefined
        ? 'no request ended'
        : `${failed_requests} of ${failed_requests + successful_requests} requests that ended failed`,
  });
}
