import type { AggregatedMetrics } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import { engineFigures } from './engine-figures.ts';

const [q1, q5] = measuredReport.workloads as [AggregatedMetrics, AggregatedMetrics];

const shape = (workloads: AggregatedMetrics[]) =>
  engineFigures({ ...measuredReport, workloads }).map((block) => {
    if (block.kind === 'table')
      return block.table.columns.map(({ title, detail }) => `${title} ${detail ?? ''}`.trim());
    return block.kind === 'list' ? block.items.map(({ label, text }) => `${label}: ${text}`) : block.kind;
  });

describe('what the engine told', () => {
  it('has a column only for what was told, and notes where it comes from', () => {
    expect(
      shape([{ ...q5, peak_mem_mb: 300, notes: { peak_mem_mb: 'process', kv_used_tokens: 'nobody told' } }]),
    ).toEqual(['heading', ['workload', 'memory peak MB'], ['peak memory: process']]);
  });

  it('says a known 0 of all workloads in a line instead of a column', () => {
    const off = { spec_accept_rate: 0, notes: { spec_accept_rate: 'speculation is off' } };
    expect(
      shape([
        { ...q5, ...off },
        { ...q5, workload: 'Q6', ...off },
      ]),
    ).toEqual(['heading', ['spec accept rate 0: speculation is off']]);
  });

  it('keeps the column where one workload differs', () => {
    const columns = shape([q1, { ...q1, spec_accept_rate: 0.4 }])[1];
    expect(columns).toContain('draft accepted');
  });

  it('is no section where nothing was told', () => {
    expect(shape([q5])).toEqual([]);
  });
});
