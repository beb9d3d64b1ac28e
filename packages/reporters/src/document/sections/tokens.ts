import type { BenchmarkReport } from '@sagellm/bench-protocol';
import { ABSENT } from '../../values/number-text.ts';
import type { Block } from '../blocks.ts';
import { sourceNotes } from './source-notes.ts';
import { nameColumn, type ShownColumn, shown, workloadTable } from './workload-table.ts';

/** What was asked and what came, in tokens: the prompts' own, what the template adds, the answers, and who counted. */
export function tokens(report: BenchmarkReport): Block[] {
  const columns: ShownColumn[] = [
    nameColumn,
    shown('own_prompt_tokens', { title: 'prompt tokens', detail: 'own' }, 0),
    shown('template_tokens.mean', { title: 'prompt tokens', detail: '+ template each' }, 2),
    shown('total_input_tokens', { title: 'prompt tokens', detail: 'as counted' }, 1),
    shown('total_output_tokens', { title: 'output tokens', detail: 'all' }, 0),
    shown('output_tokens.mean', { title: 'output tokens', detail: 'per answer' }, 3),
    countedBy,
  ];
  if (report.workloads.length === 0) return [];
  return [
    { kind: 'heading', text: 'Tokens of completed requests' },
    { kind: 'table', table: workloadTable(report, report.workloads, columns) },
    ...sourceNotes(report, ['total_input_tokens', 'total_output_tokens']),
  ];
}

const countedBy: ShownColumn = {
  title: 'counted by',
  align: 'left',
  rank: 4,
  source: {
    key: 'token_count_sources',
    cell: ({ token_count_sources: sources }) => ({ text: sources.length > 0 ? sources.join(', ') : ABSENT }),
  },
};
