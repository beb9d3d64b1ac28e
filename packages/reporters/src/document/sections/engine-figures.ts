import type { AggregatedMetrics, BenchmarkReport } from '@sagellm/bench-protocol';
import { isMeasuredAnywhere } from '../../values/workload-rows.ts';
import type { Block } from '../blocks.ts';
import { sourceNotes } from './source-notes.ts';
import { nameColumn, type ShownColumn, shown, workloadTable } from './workload-table.ts';

/**
 * What only the engine can tell. Columns that nobody told are left out (the list of what is missing names them), and so
 * is a 0 that all workloads share for the same reason: its note says it.
 */
export function engineFigures(report: BenchmarkReport): Block[] {
  const told = COLUMNS.filter(([key]) => isMeasuredAnywhere(report.workloads, key));
  if (told.length === 0) return [];
  const zeros = told.filter(([key]) => isSharedZero(report, key)).map(([key]) => key);
  const columns = told.filter(([key]) => !zeros.includes(key));
  const table = workloadTable(report, report.workloads, [
    nameColumn,
    ...columns.map(([key, title, detail, rank]): ShownColumn => shown(key, { title, detail }, rank)),
  ]);
  return [
    { kind: 'heading', text: 'Told by the engine' },
    ...(columns.length > 0 ? [{ kind: 'table', table } as const] : []),
    ...sourceNotes(
      report,
      told.map(([key]) => key),
      zeros,
    ),
  ];
}

function isSharedZero({ workloads }: BenchmarkReport, key: keyof AggregatedMetrics): boolean {
  const note = workloads[0]?.notes[key];
  return note !== undefined && workloads.every((metrics) => metrics[key] === 0 && metrics.notes[key] === note);
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

export const ENGINE_KEYS = COLUMNS.map(([key]) => key);
