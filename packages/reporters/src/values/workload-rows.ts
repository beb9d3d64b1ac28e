import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import type { Tone } from '../document/blocks.ts';
import { type CatalogPath, catalogCell, catalogText, resolvePath } from './catalog-cell.ts';
import { ABSENT, countText } from './number-text.ts';

/** One value of one workload, as a number for machines and as text for people. */
export type WorkloadCell = { raw?: number | string | boolean; text: string; tone?: Tone };

/** A column of any table whose rows are workloads; CSV, terminal and markdown all take theirs from here. */
export type WorkloadColumn = {
  key: string;
  cell(metrics: AggregatedMetrics, report: BenchmarkReport): WorkloadCell;
};

/** One row per workload, in the report's order. */
export function workloadRows(report: BenchmarkReport, columns: readonly WorkloadColumn[]): WorkloadCell[][] {
  return report.workloads.map((metrics) => columns.map((column) => column.cell(metrics, report)));
}

export const workloadName: WorkloadColumn = {
  key: 'workload',
  cell: ({ workload }) => ({ raw: workload, text: workload }),
};

type CountKey = 'total_requests' | 'successful_requests' | 'failed_requests' | 'cancelled_requests' | 'short_requests';

/** A count that is always known. `alarming`: anything above 0 is bad news. */
export function countColumn(key: CountKey, alarming = false): WorkloadColumn {
  return {
    key,
    cell: (metrics) => ({
      raw: metrics[key],
      text: countText(metrics[key]),
      ...(alarming && metrics[key] > 0 ? { tone: 'bad' as const } : {}),
    }),
  };
}

/** A number of the catalog. */
export function catalogColumn(path: CatalogPath): WorkloadColumn {
  return { key: path, cell: (metrics) => catalogWorkloadCell(metrics, path) };
}

/** In text, a percentile of too few values is not passed off as one; `raw` carries it, for readers who also get `n`. */
export function catalogWorkloadCell(metrics: AggregatedMetrics, path: CatalogPath): WorkloadCell {
  const { value, reliable } = catalogCell(metrics, path);
  if (value === undefined) return { text: ABSENT, tone: 'dim' };
  const text = catalogText(path, value);
  if (reliable) return { raw: value, text };
  const median = resolvePath(path).statistic === 'p50';
  return median ? { raw: value, text: `~${text}` } : { raw: value, text: 'n too small', tone: 'dim' };
}

/** Whether a percentile may be shown for at least one of these workloads. */
export function isReliableAnywhere(workloads: readonly AggregatedMetrics[], path: CatalogPath): boolean {
  return workloads.some((metrics) => {
    const { value, reliable } = catalogCell(metrics, path);
    return value !== undefined && reliable;
  });
}

export function isMeasuredAnywhere(workloads: readonly AggregatedMetrics[], key: keyof AggregatedMetrics): boolean {
  return workloads.some((metrics) => metrics[key] !== undefined);
}

const TAIL = 0.005;

/** Values needed before a percentile has a two-sided 99 % interval: 8, 51, 104, 528, 5296 for p50 … p99.9. */
export function valuesNeeded(share: number): number {
  return Math.ceil(Math.log(TAIL) / Math.log(share));
}
