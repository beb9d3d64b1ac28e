import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import type { ContractRow } from '../contracts/contract.ts';
import type { ContractCheck } from './contract-result.ts';
import { type Reading, readNumber } from './reading.ts';
import { countsFailures, whyNothingCanBeKept } from './workload-state.ts';

/** One row on one workload. What cannot be relied on is not measurable, and never kept. */
export function judgeCheck(report: BenchmarkReport, metrics: AggregatedMetrics, row: ContractRow): ContractCheck {
  const reading = readNumber(metrics, row);
  const { measured, n, interval, unreliable } = reading;
  const note = metrics.notes[row.metric];
  const found = {
    ...bare(row),
    workload: metrics.workload,
    ...(measured === undefined ? {} : { measured }),
    ...(n === undefined ? {} : { n }),
    ...(interval ? { interval } : {}),
    ...(note === undefined ? {} : { note }),
  };
  const open = (explanation: string): ContractCheck => ({ ...found, status: 'not-measurable', explanation });

  const nothingKept = whyNothingCanBeKept(report, metrics);
  if (nothingKept && !countsFailures(row.metric)) return open(nothingKept);
  if (unreliable) return open(unreliable);
  if (measured === undefined) return open(nothingKept ?? note ?? 'the report has no such number');
  const kept = isKept(measured, row);
  if (kept && nothingKept) return open(nothingKept);

  const withinNoise = interval && isKept(interval[0], row) !== isKept(interval[1], row);
  return {
    ...found,
    status: kept ? 'kept' : 'broken',
    ...(withinNoise === undefined ? {} : { within_noise: withinNoise }),
    explanation: basis(reading, row, metrics),
  };
}

/** The row's own words, as every check of it carries them. */
export function bare({ metric, statistic, comparator, limit, severity }: ContractRow): Omit<ContractRow, 'workloads'> {
  return { metric, statistic, comparator, limit, severity };
}

function isKept(value: number, { comparator, limit }: ContractRow): boolean {
  return comparator === '<=' ? value <= limit : value >= limit;
}

/** What the number was made of: `mean of 6 values; 4 failed requests have none`. */
function basis({ n }: Reading, row: ContractRow, metrics: AggregatedMetrics): string {
  const { successful_requests: completed, failed_requests: failed } = metrics;
  const ended = `of ${completed + failed} requests that ended`;
  if (row.metric === 'error_rate') return `${failed} ${ended} failed`;
  if (row.metric === 'timeout_rate') return `${metrics.failures.timeout ?? 0} ${ended} timed out`;
  if (n === undefined) return 'one number of the workload';
  const small = row.statistic === 'mean' && n < 8 ? ', too few for an interval' : '';
  return `${row.statistic} of ${n} ${n === 1 ? 'value' : 'values'}${small}${failed > 0 ? `; ${failed} failed requests have none` : ''}`;
}
