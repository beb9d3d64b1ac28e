import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import { countText, shareText } from '../../values/number-text.ts';
import type { Block, Fact } from '../blocks.ts';

/** Whether the run is whole, and what became of its requests. */
export function outcome(report: BenchmarkReport): Fact[] {
  const facts: Fact[] = [statusFact(report), requestsFact(report)];
  const failures = report.workloads.filter((metrics) => metrics.failed_requests > 0).map(failureText);
  if (failures.length > 0) facts.push({ label: 'failures', text: failures.join('; '), tone: 'bad' });
  const early = cutShort(report);
  if (early) facts.push({ label: 'cut short', text: early, tone: 'warn' });
  const short = report.workloads.filter((metrics) => metrics.short_requests > 0);
  if (short.length > 0) {
    const counts = short.map(({ workload, short_requests }) => `${workload} ${countText(short_requests)}`).join('; ');
    facts.push({ label: 'short', text: `answers with fewer tokens than forced: ${counts}`, tone: 'warn' });
  }
  return facts;
}

/** `Q1 by an interrupt`, of all workloads that did not come to their end. */
export function cutShort({ manifest }: BenchmarkReport): string | undefined {
  const early = manifest.workloads.filter(({ stopped_by }) => stopped_by && EARLY[stopped_by] !== undefined);
  if (early.length === 0) return undefined;
  return early.map(({ spec, stopped_by }) => `${spec.name} by ${EARLY[stopped_by!]}`).join('; ');
}

const EARLY: { [reason: string]: string | undefined } = {
  'max-errors': 'too many errors (--max-errors)',
  interrupt: 'an interrupt',
};

function statusFact(report: BenchmarkReport): Fact {
  const partial = partialText(report);
  if (partial === undefined) return { label: 'status', text: 'complete', tone: 'good' };
  return { label: 'status', text: partial, tone: 'warn' };
}

/** Above the numbers at a glance, so that a part is not taken for the whole. */
export function partialBanner(report: BenchmarkReport): Block[] {
  const text = partialText(report);
  return text === undefined ? [] : [{ kind: 'banner', text }];
}

function partialText({ complete, manifest }: BenchmarkReport): string | undefined {
  if (complete) return undefined;
  const reason = manifest.partial_reason ?? 'the run did not end as planned';
  return `PARTIAL: ${reason}. The numbers cover what ran before`;
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
