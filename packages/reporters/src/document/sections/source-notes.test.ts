import type { AggregatedMetrics } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import { sourceNotes } from './source-notes.ts';

const [q1] = measuredReport.workloads as [AggregatedMetrics];
const noted = (workload: string, notes: Record<string, string>) => ({ ...q1, workload, notes });
const lines = (workloads: AggregatedMetrics[]) =>
  sourceNotes({ ...measuredReport, workloads }, ['kv_used_tokens', 'kv_used_bytes', 'peak_mem_mb']).flatMap((block) =>
    block.kind === 'list' ? block.items.map(({ label, text }) => `${label}: ${text}`) : [],
  );

describe('where numbers come from', () => {
  it('numbers read in the same way share a line, and counts that differ are a range', () => {
    const sampled = (n: number) => ({
      kv_used_tokens: `kv_used_tokens, largest of ${n} samples`,
      kv_used_bytes: `vllm:kv_bytes, largest of ${n} samples`,
      peak_mem_mb: `process_resident_memory_bytes, mean of ${n} samples`,
    });
    expect(lines([noted('Q1', sampled(12)), noted('Q2', sampled(3))])).toEqual([
      'KV tokens (kv_used_tokens), KV bytes (vllm:kv_bytes): largest of 3 to 12 samples',
      'peak memory (process_resident_memory_bytes): mean of 3 to 12 samples',
    ]);
  });

  it('workloads are named where they say something else', () => {
    expect(lines([noted('Q1', { peak_mem_mb: 'the process' }), noted('Q2', { peak_mem_mb: 'a guess' })])).toEqual([
      'peak memory: the process (Q1)',
      'peak memory: a guess (Q2)',
    ]);
    expect(lines([noted('Q1', { peak_mem_mb: 'the process' }), noted('Q2', {})])).toEqual([
      'peak memory: the process (Q1)',
    ]);
  });

  it('a number that is absent has no source', () => {
    const { peak_mem_mb: _, ...without } = noted('Q1', { peak_mem_mb: 'nobody told' });
    expect(lines([without])).toEqual([]);
  });
});
