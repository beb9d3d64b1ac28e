import { type AggregatedMetrics, type BenchmarkReport, metricCatalog } from '@sagellm/bench-protocol';
import { catalogCell } from '../../values/catalog-cell.ts';
import { catalogWorkloadCell } from '../../values/workload-rows.ts';
import type { Block, Cell, Column } from '../blocks.ts';
import { sourceNotes } from './source-notes.ts';

const STATISTICS = ['n', 'mean', 'std', 'min', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;

/** Every series with its spread, for a page; a glance does without. */
export function distributions(report: BenchmarkReport): Block[] {
  const rows = report.workloads.flatMap(rowsOf);
  if (rows.length === 0) return [];
  const columns: Column[] = [
    { title: 'workload', align: 'left', rank: 0 },
    { title: 'metric', align: 'left', rank: 0 },
    ...STATISTICS.map((statistic): Column => ({ title: nameOf(statistic), align: 'right', rank: 0 })),
  ];
  return [
    { kind: 'heading', text: 'Distributions' },
    { kind: 'table', table: { columns, rows } },
    ...sourceNotes(report, SERIES.map(({ key }) => key) as (keyof AggregatedMetrics)[]),
  ];
}

const SERIES = metricCatalog.filter(({ shape }) => shape === 'distribution');

function nameOf(statistic: (typeof STATISTICS)[number]): string {
  return statistic === 'p999' ? 'p99.9' : statistic;
}

function rowsOf(metrics: AggregatedMetrics): Cell[][] {
  return SERIES.filter(({ key }) => catalogCell(metrics, `${key}.n`).value !== undefined).map(
    ({ key, label, unit }) => [
      { text: metrics.workload },
      { text: `${label}, ${unit}` },
      ...STATISTICS.map((statistic) => catalogWorkloadCell(metrics, `${key}.${statistic}`)),
    ],
  );
}
