import type { FailureClass, RequestRecord } from '@sagellm/bench-protocol';
import { cancelledOf, completedOf, failedOf } from './measured-records.ts';

/**
 * How many requests there were and what became of them. error_rate = failed ÷ (completed + failed); timeout_rate
 * likewise of class `timeout`; both absent when nothing ended. What our own stop cut is cancelled and enters neither.
 *
 * 8 completed, 2 failed, 1 cancelled: total 11, error_rate 0.2.
 */
export function requestCounts(records: readonly RequestRecord[]) {
  const completed = completedOf(records);
  const failed = failedOf(records);
  const ended = completed.length + failed.length;
  const failures: Partial<Record<FailureClass, number>> = {};
  for (const { failure } of failed) failures[failure.class] = (failures[failure.class] ?? 0) + 1;
  return {
    total_requests: records.length,
    successful_requests: completed.length,
    failed_requests: failed.length,
    cancelled_requests: cancelledOf(records).length,
    short_requests: completed.filter((record) => record.short).length,
    failures: inFixedOrder(failures),
    error_rate: ended > 0 ? failed.length / ended : undefined,
    timeout_rate: ended > 0 ? (failures.timeout ?? 0) / ended : undefined,
  };
}

function inFixedOrder<T>(byName: Partial<Record<string, T>>): Partial<Record<string, T>> {
  return Object.fromEntries(Object.entries(byName).sort(([a], [b]) => (a < b ? -1 : 1)));
}
