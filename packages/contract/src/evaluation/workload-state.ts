import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import type { ContractMetric } from '../contracts/contract-metrics.ts';

/**
 * Why a workload can keep no promise: nothing of it completed, or it was cut short, so that its numbers speak of a part
 * only. Nothing where it ran as it should.
 */
export function whyNothingCanBeKept(report: BenchmarkReport, metrics: AggregatedMetrics): string | undefined {
  if (metrics.successful_requests === 0) {
    return metrics.total_requests === 0 ? 'no request was sent' : 'no request completed';
  }
  const run = report.manifest.workloads.find(({ spec }) => spec.name === metrics.workload);
  if (run?.stopped_by === 'max-errors') return 'the workload was stopped by too many failures';
  if (report.complete || run?.stopped_by === 'requests' || run?.stopped_by === 'duration') return undefined;
  const reason = report.manifest.partial_reason;
  return `the run is partial${reason ? ` (${reason})` : ''} and cut this workload`;
}

/** Shares of requests that count failures: they can be broken even where no latency can be trusted. */
export function countsFailures(metric: ContractMetric): boolean {
  return metric === 'error_rate' || metric === 'timeout_rate' || metric === 'slo_attainment';
}
