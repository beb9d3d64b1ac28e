import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import {
  catalogColumn,
  countColumn,
  type WorkloadColumn,
  workloadName,
  workloadRows,
} from '../../values/workload-rows.ts';
import type { Column, Table } from '../blocks.ts';

/** A column of a table for people: where its value is from, and how it stands on the page. */
export type ShownColumn = Column & { source: WorkloadColumn };

/** Rows are the given workloads, cells come from the row builder that all formats share. */
export function workloadTable(
  report: BenchmarkReport,
  workloads: AggregatedMetrics[],
  columns: readonly ShownColumn[],
): Table {
  const sources = columns.map((column) => column.source);
  const rows = workloadRows({ ...report, workloads }, sources).map((cells) =>
    cells.map(({ text, tone }) => (tone === undefined ? { text } : { text, tone })),
  );
  return { columns: columns.map(({ source: _, ...column }) => column), rows };
}

export const nameColumn: ShownColumn = { title: 'workload', align: 'left', rank: 0, source: workloadName };

export const countColumns = {
  ok: { title: 'ok', align: 'right', rank: 0, source: countColumn('successful_requests') },
  failed: { title: 'failed', align: 'right', rank: 0, source: countColumn('failed_requests', true) },
  cancelled: { title: 'cancelled', align: 'right', rank: 0, source: countColumn('cancelled_requests') },
} as const satisfies Record<string, ShownColumn>;

type Heading = Pick<Column, 'title' | 'unit' | 'detail'>;

/** A number of the catalog under a heading. */
export function shown(path: string, heading: Heading, rank: number): ShownColumn {
  return { ...heading, align: 'right', rank, source: catalogColumn(path) };
}
