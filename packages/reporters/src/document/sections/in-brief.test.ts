import type { AggregatedMetrics } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import { inBrief } from './in-brief.ts';

const [q1, q5] = measuredReport.workloads as [AggregatedMetrics, AggregatedMetrics];
const lines = (workloads: AggregatedMetrics[]) =>
  inBrief({ ...measuredReport, workloads }).flatMap((block) =>
    block.kind === 'list' ? block.items.map(({ label, text }) => (label ? `${label}: ${text}` : text)) : [],
  );

describe('tokens and engine in brief', () => {
  it('are ranges over the workloads, those of one source in a line', () => {
    const notes = (n: number) => ({
      kv_used_tokens: `kv_used_tokens, largest of ${n} samples`,
      kv_used_bytes: `kv_used_bytes, largest of ${n} samples`,
      spec_accept_rate: 'speculation is off',
    });
    const { prefix_hit_rate: _, evict_count: __, peak_mem_mb: ___, avg_mem_mb: ____, ...rest } = q1;
    const two = [
      { ...rest, notes: notes(4) },
      {
        ...rest,
        workload: 'Q2',
        kv_used_tokens: 38,
        prompt_tokens: { ...rest.prompt_tokens!, min: 512, max: 512 },
        notes: notes(9),
      },
    ];
    expect(lines(two)).toEqual([
      'tokens: prompts of 32 to 512, the chat template adds 10, answers of 64, counted by usage',
      'KV tokens 38 to 424, KV bytes 848 KiB: largest of 4 to 9 samples',
      'spec accept rate 0 %: speculation is off',
    ]);
  });

  it('say of how many workloads a number is not known', () => {
    expect(lines([{ ...q1, notes: {} }, q5])).toContain(
      'KV tokens 424, KV bytes 848 KiB, prefix hit rate 3.1 %, spec accept rate 0 %, evictions 0, peak memory 1,235 MB, mean memory 1,200 MB: not told for 1 of 2 workloads',
    );
  });

  it('call the difference a template only by the model’s own tokenizer', () => {
    const counted = (min: number, max: number, own: boolean) => {
      const workloads = [{ ...q1, template_tokens: { ...q1.template_tokens!, min, max } }];
      const manifest = { ...measuredReport.manifest, tokenizer: { name: 'any', own } };
      const [, list] = inBrief({ ...measuredReport, manifest, workloads });
      return list?.kind === 'list' ? list.items[0]?.text : undefined;
    };
    expect(counted(4, 10, true)).toContain('the chat template adds 4 to 10');
    expect(counted(4, 10, false)).toContain('the server counts 4 to 10 more');
    expect(counted(-2, 1, false)).toContain('the server counts -2 to 1 more');
    expect(counted(-8, -6, true)).toContain('the server counts 6 to 8 fewer');
  });

  it('are no section where nothing completed', () => {
    const dead = { ...q5, successful_requests: 0, token_count_sources: [] };
    const { prompt_tokens: _, ...rest } = dead;
    expect(inBrief({ ...measuredReport, workloads: [rest] })).toEqual([]);
    expect(inBrief({ ...measuredReport, workloads: [] })).toEqual([]);
  });
});
