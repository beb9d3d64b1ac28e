import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import { isMeasuredAnywhere } from '../../values/workload-rows.ts';
import type { Block } from '../blocks.ts';
import { sourceNotes } from './source-notes.ts';
import { nameColumn, type ShownColumn, shown, workloadTable } from './workload-table.ts';

/** What only the engine can tell. Columns that nobody told are left out; the list of what is missing names them. */
export function engineFigures(report: BenchmarkReport): Block[] {
  const columns = COLUMNS.filter(([key]) => isMeasuredAnywhere(report.workloads, key));
  if (columns.length === 0) return [];
  const shownColumns: ShownColumn[] = [
    nameColumn,
    ...columns.map(([key, title, detail, rank]) => shown(key, { title, detail }, rank)),
  ];
  return [
    { kind: 'heading', text: 'Told by the engine' },
    { kind: 'table', table: workloadTable(report, report.workloads, shownColumns) },
    ...sourceNotes(
      report,
      columns.map(([key]) => key),
    ),
  ];
}

const COLUMNS: [key: keyof AggregatedMetrics, title: string, detail: string, rank: number][] = [
  ['kv_used_tokens', 'KV peak', 'tokens', 1],
  ['kv_used_bytes', 'KV peak', 'bytes', 4],
  ['prefix_hit_rate', 'prefix', 'hit rate', 0],
  ['spec_accept_rate', 'draft', 'accepted', 5],
  ['evict_count', 'KV', 'evictions', 2],
  ['evict_ms', 'evicting', 'ms', 6],
  ['peak_mem_mb', 'memory', 'peak MB', 0],
  ['avg_mem_mb', 'memory', 'mean MB', 3],
];
