import type { OverallCounts } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import { requestCounts } from '../workload/request-counts.ts';
import type { JudgedWorkload } from './judged-workload.ts';

/** Counts of the whole run. Latencies of different workloads are never mixed into one figure. */
export function overallCounts(workloads: readonly JudgedWorkload[]): OverallCounts {
  const counts = requestCounts(workloads.flatMap(({ measured }) => measured));
  return withoutAbsent<OverallCounts>({
    total_workloads: workloads.length,
    total_requests: counts.total_requests,
    successful_requests: counts.successful_requests,
    failed_requests: counts.failed_requests,
    cancelled_requests: counts.cancelled_requests,
    error_rate: counts.error_rate,
  });
}
