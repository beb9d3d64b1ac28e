import { type AggregatedMetrics, type BenchmarkReport, type PatternFacts, patternText } from '@sagellm/bench-protocol';
import { countText } from '../../values/number-text.ts';
import { isMeasuredAnywhere, isReliableAnywhere } from '../../values/workload-rows.ts';
import type { Block, Item } from '../blocks.ts';
import { decodeColumns, latencyColumns } from './latency-columns.ts';
import { notesOf } from './source-notes.ts';
import { tableNotes } from './table-notes.ts';
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
    ...tableNotes(workloads, ['ttft_ms', 'itl_ms', 'e2el_ms']),
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
    ...tableNotes(workloads, ['ttft_from_due_ms', 'itl_ms', 'e2el_from_due_ms', 'send_lag_ms', 'ttft_ms', 'e2el_ms']),
    { kind: 'heading', text: 'The same from the moment of sending, and how late we sent' },
    { kind: 'table', table: workloadTable(report, workloads, fromSend) },
    ...ratesOfSending(workloads),
  ];
}

/** The asked, the due and the achieved rate, as the metrics noted them. */
function ratesOfSending(workloads: AggregatedMetrics[]): Block[] {
  const items = notesOf(workloads, 'send_lag_ms').map(({ how }): Item => ({ label: 'rate', text: how, tone: 'dim' }));
  return items.length > 0 ? [{ kind: 'list', items }] : [];
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
  return patternText(pattern);
}

function patternOf(report: BenchmarkReport, workload: string): PatternFacts | undefined {
  return report.manifest.workloads.find(({ spec }) => spec.name === workload)?.pattern;
}
