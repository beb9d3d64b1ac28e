import type { AggregatedMetrics, BenchmarkReport, PatternFacts } from '@sagellm/bench-protocol';
import { countText } from '../../values/number-text.ts';
import { isMeasuredAnywhere, isReliableAnywhere, valuesNeeded } from '../../values/workload-rows.ts';
import type { Block, Item } from '../blocks.ts';
import { countColumns, nameColumn, type ShownColumn, shown, workloadTable } from './workload-table.ts';

/** The main table: one for closed loops, one for open loops, whose headline counts from the due time. */
export function headline(report: BenchmarkReport): Block[] {
  const open = report.workloads.filter((metrics) => patternOf(report, metrics.workload)?.kind === 'open');
  const closed = report.workloads.filter((metrics) => !open.includes(metrics));
  return [...(closed.length > 0 ? closedLoop(report, closed) : []), ...(open.length > 0 ? openLoop(report, open) : [])];
}

function closedLoop(report: BenchmarkReport, workloads: AggregatedMetrics[]): Block[] {
  const latencies = [
    ...latencyColumns(workloads, 'ttft_ms', 'TTFT', { mean: 6, p50: 0, high: 1 }),
    ...decodeColumns(workloads),
    ...latencyColumns(workloads, 'e2el_ms', 'E2EL', { p50: 2, high: 5 }),
  ];
  return [
    { kind: 'heading', text: `Results${simulatedMark(report)}` },
    {
      kind: 'table',
      table: workloadTable(report, workloads, [...before(workloads), ...latencies, ...after(workloads)]),
    },
    ...notes(workloads, ['ttft_ms', 'itl_ms', 'e2el_ms']),
  ];
}

function openLoop(report: BenchmarkReport, workloads: AggregatedMetrics[]): Block[] {
  const latencies = [
    ...latencyColumns(workloads, 'ttft_from_due_ms', 'TTFT (due)', { mean: 6, p50: 0, high: 1 }),
    ...decodeColumns(workloads),
    ...latencyColumns(workloads, 'e2el_from_due_ms', 'E2EL (due)', { p50: 2, high: 5 }),
  ];
  const fromSend = [
    nameColumn,
    ...latencyColumns(workloads, 'send_lag_ms', 'send lag', { mean: 3, p50: 0, high: 0 }),
    ...(isReliableAnywhere(workloads, 'send_lag_ms.p95')
      ? [shown('send_lag_ms.max', { title: 'send lag', unit: 'ms', detail: 'max' }, 0)]
      : []),
    ...latencyColumns(workloads, 'ttft_ms', 'TTFT', { mean: 4, p50: 1, high: 2 }),
    ...latencyColumns(workloads, 'e2el_ms', 'E2EL', { p50: 1, high: 2 }),
  ];
  return [
    { kind: 'heading', text: `Results${simulatedMark(report)}, open loop: latencies from the due time` },
    {
      kind: 'table',
      table: workloadTable(report, workloads, [...before(workloads), ...latencies, ...after(workloads)]),
    },
    ...notes(workloads, ['ttft_from_due_ms', 'itl_ms', 'e2el_from_due_ms']),
    { kind: 'heading', text: 'The same from the moment of sending, and how late we sent' },
    { kind: 'table', table: workloadTable(report, workloads, fromSend) },
    ...notes(workloads, ['send_lag_ms', 'ttft_ms', 'e2el_ms']),
  ];
}

/** A table that is copied out of the report still says it. */
function simulatedMark({ manifest }: BenchmarkReport): string {
  return manifest.engine.simulated ? ' (SIMULATED)' : '';
}

function before(workloads: AggregatedMetrics[]): ShownColumn[] {
  const cancelled = workloads.some((metrics) => metrics.cancelled_requests > 0);
  const { ok, failed } = countColumns;
  return [nameColumn, loadColumn, ok, failed, ...(cancelled ? [countColumns.cancelled] : [])];
}

function after(workloads: AggregatedMetrics[]): ShownColumn[] {
  return [
    shown('output_throughput_tps', { title: 'output', detail: 'tok/s' }, 1),
    shown('request_throughput_rps', { title: 'done', detail: 'req/s' }, 3),
    ...(isMeasuredAnywhere(workloads, 'goodput_rps')
      ? [shown('goodput_rps', { title: 'goodput', detail: 'req/s' }, 1)]
      : []),
    ...(isMeasuredAnywhere(workloads, 'slo_attainment')
      ? [shown('slo_attainment', { title: 'SLO', detail: 'met' }, 1)]
      : []),
    shown('error_rate', { title: 'error', detail: 'rate' }, 1),
  ];
}

/** How requests were sent: `×4` in flight, or `20/s poisson`. */
const loadColumn: ShownColumn = {
  title: 'load',
  align: 'left',
  rank: 4,
  source: {
    key: 'load',
    cell: (metrics, report) => ({ text: loadText(patternOf(report, metrics.workload)) }),
  },
};

function loadText(pattern: PatternFacts | undefined): string {
  if (pattern === undefined) return '–';
  if (pattern.kind === 'closed') return `×${countText(pattern.concurrency)}`;
  return `${pattern.rate}/s ${pattern.arrival}`;
}

function patternOf(report: BenchmarkReport, workload: string): PatternFacts | undefined {
  return report.manifest.workloads.find(({ spec }) => spec.name === workload)?.pattern;
}

type Ranks = { mean?: number; p50: number; high: number };

/** Mean, median and p95; where no workload has enough values for a p95, the largest value stands in its place. */
function latencyColumns(workloads: AggregatedMetrics[], key: string, label: string, ranks: Ranks): ShownColumn[] {
  const high = isReliableAnywhere(workloads, `${key}.p95`) ? 'p95' : 'max';
  const heading = { title: label, unit: 'ms' };
  return [
    ...(ranks.mean === undefined ? [] : [shown(`${key}.mean`, { ...heading, detail: 'mean' }, ranks.mean)]),
    shown(`${key}.p50`, { ...heading, detail: 'p50' }, ranks.p50),
    shown(`${key}.${high}`, { ...heading, detail: high }, ranks.high),
  ];
}

function decodeColumns(workloads: AggregatedMetrics[]): ShownColumn[] {
  const high = isReliableAnywhere(workloads, 'itl_ms.p95') ? 'p95' : 'max';
  return [
    shown('itl_ms.mean', { title: 'ITL', unit: 'ms', detail: 'mean' }, 7),
    shown(`itl_ms.${high}`, { title: 'ITL', unit: 'ms', detail: high }, 8),
    shown('tbt_ms.mean', { title: 'TBT', unit: 'ms', detail: 'mean' }, 9),
    shown('tpot_ms.mean', { title: 'TPOT', unit: 'ms', detail: 'mean' }, 2),
  ];
}

/** What the marks in the table mean; nothing where none is used. */
function notes(workloads: AggregatedMetrics[], keys: (keyof AggregatedMetrics & `${string}_ms`)[]): Block[] {
  const unsure = (percentile: 'p50' | 'p95') =>
    keys.some((key) =>
      workloads.some((metrics) => {
        const held = metrics[key];
        return typeof held === 'object' && !held.reliable[percentile];
      }),
    );
  const items: Item[] = [];
  if (unsure('p50'))
    items.push({
      text: `~ median of fewer than ${valuesNeeded(0.5)} values: n too small to bound its error`,
      tone: 'dim',
    });
  if (unsure('p95'))
    items.push({
      text: `p95: n too small below ${valuesNeeded(0.95)} values; max is shown where no workload has enough`,
      tone: 'dim',
    });
  const amortised = workloads.filter((metrics) => metrics.itl_amortised).map((metrics) => metrics.workload);
  if (keys.includes('itl_ms') && amortised.length > 0)
    items.push({ text: `ITL amortised (events brought several tokens each): ${amortised.join(', ')}`, tone: 'dim' });
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}
