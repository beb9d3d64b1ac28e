import { type AggregatedMetrics, type BenchmarkReport, metricCatalog } from '@sagellm/bench-protocol';
import { catalogCell } from '../../values/catalog-cell.ts';
import { catalogWorkloadCell } from '../../values/workload-rows.ts';
import type { Block, Cell, Column } from '../blocks.ts';

const STATISTICS = ['n', 'mean', 'std', 'min', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;

/** Every series with its spread, for a page; a glance does without. */
export function distributions({ workloads }: BenchmarkReport): Block[] {
  const columns: Column[] = [
    { title: 'workload', align: 'left', rank: 0 },
    { title: 'metric', align: 'left', rank: 0 },
    ...STATISTICS.map(
      (statistic): Column => ({
        title: statistic === 'p999' ? 'p99.9' : statistic,
        align: 'right',
        rank: 0,
      }),
    ),
  ];
  const rows = workloads.flatMap(rowsOf);
  return rows.length > 0
    ? [
        { kind: 'heading', text: 'Distributions' },
        { kind: 'table', table: { columns, rows } },
      ]
    : [];
}

function rowsOf(metrics: AggregatedMetrics): Cell[][] {
  return metricCatalog
    .filter(({ shape, key }) => shape === 'distribution' && catalogCell(metrics, `${key}.n`).value !== undefined)
    .map(({ key, label, unit }) => [
      { text: metrics.workload },
      { text: `${label}, ${unit}` },
      ...STATISTICS.map((statistic) => catalogWorkloadCell(metrics, `${key}.${statistic}`)),
    ]);
}
