import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import { countText, shareText } from '../../values/number-text.ts';
import type { Fact } from '../blocks.ts';

/** Whether the run is whole, and what became of its requests. */
export function outcome(report: BenchmarkReport): Fact[] {
  const facts: Fact[] = [statusFact(report), requestsFact(report)];
  const failures = report.workloads.filter((metrics) => metrics.failed_requests > 0).map(failureText);
  if (failures.length > 0) facts.push({ label: 'failures', text: failures.join('; '), tone: 'bad' });
  const early = report.manifest.workloads.filter(({ stopped_by }) => stopped_by && EARLY[stopped_by] !== undefined);
  if (early.length > 0) {
    const text = early.map(({ spec, stopped_by }) => `${spec.name} by ${EARLY[stopped_by!]}`).join('; ');
    facts.push({ label: 'cut short', text, tone: 'warn' });
  }
  const short = report.workloads.filter((metrics) => metrics.short_requests > 0);
  if (short.length > 0) {
    const counts = short.map(({ workload, short_requests }) => `${workload} ${countText(short_requests)}`).join('; ');
    facts.push({ label: 'short', text: `answers with fewer tokens than forced: ${counts}`, tone: 'warn' });
  }
  return facts;
}

const EARLY: { [reason: string]: string | undefined } = {
  'max-errors': 'too many errors (--max-errors)',
  interrupt: 'an interrupt',
};

function statusFact({ complete, manifest }: BenchmarkReport): Fact {
  if (complete) return { label: 'status', text: 'complete', tone: 'good' };
  const reason = manifest.partial_reason ?? 'the run did not end as planned';
  return { label: 'status', text: `PARTIAL: ${reason}. The numbers cover what ran before`, tone: 'warn' };
}

function requestsFact({ overall }: BenchmarkReport): Fact {
  const cancelled = overall.cancelled_requests > 0 ? `, ${countText(overall.cancelled_requests)} cancelled` : '';
  const rate = overall.error_rate === undefined ? '' : ` · error rate ${shareText(overall.error_rate)}`;
  const completed = `${countText(overall.successful_requests)} completed`;
  const failed = `${countText(overall.failed_requests)} failed`;
  const text = `${countText(overall.total_requests)} in ${overall.total_workloads} ${overall.total_workloads === 1 ? 'workload' : 'workloads'}: ${completed}, ${failed}${cancelled}${rate}`;
  return { label: 'requests', text, ...(overall.failed_requests > 0 ? { tone: 'bad' as const } : {}) };
}

function failureText({ workload, failures }: AggregatedMetrics): string {
  const classes = Object.entries(failures).sort(([, a], [, b]) => b - a);
  return `${workload}: ${classes.map(([name, count]) => `${name} ${countText(count)}`).join(', ')}`;
}
