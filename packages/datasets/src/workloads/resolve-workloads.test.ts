import { BenchmarkError, ExitCode } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { resolveWorkloads } from './resolve-workloads.ts';

const names = (selector: string) => resolveWorkloads(selector).map((workload) => workload.name);

function refusal(selector: string): BenchmarkError {
  try {
    resolveWorkloads(selector);
  } catch (error) {
    if (error instanceof BenchmarkError) return error;
    throw error;
  }
  throw new Error(`"${selector}" was accepted`);
}

describe('the table of workloads', () => {
  /** name, prompt, output, requests, concurrency, warm-up, streamed */
  const table = [
    ['Q1', 32, 64, 5, 1, 0, true],
    ['Q2', 512, 128, 3, 1, 0, true],
    ['Q3', 128, 256, 3, 1, 0, true],
    ['Q4', 256, 256, 3, 1, 0, true],
    ['Q5', 32, 64, 10, 10, 0, true],
    ['Q6', 512, 256, 10, 10, 0, true],
    ['Q7', 256, 512, 3, 1, 0, true],
    ['Q8', 192, 128, 4, 4, 0, true],
    ['short_input', 128, 128, 5, 1, 0, true],
    ['long_input', 200, 200, 3, 1, 0, true],
    ['stress_test', 256, 256, 10, 10, 0, true],
    ['year2_short', 256, 256, 10, 1, 0, true],
    ['year2_long', 8192, 1024, 5, 1, 0, true],
    ['year2_stress', 512, 512, 50, 50, 0, true],
    ['year3_short', 512, 512, 20, 1, 0, true],
    ['year3_long', 32_768, 2048, 10, 1, 0, true],
    ['year3_stress', 1024, 1024, 100, 100, 0, true],
    ['streaming_short', 32, 128, 5, 1, 1, true],
    ['streaming_long', 256, 256, 3, 1, 1, true],
    ['streaming_concurrent', 64, 128, 10, 4, 2, true],
    ['batch_small', 16, 32, 20, 8, 1, false],
    ['batch_medium', 128, 128, 16, 8, 1, false],
    ['batch_large', 512, 256, 8, 4, 1, false],
    ['mixed_short_stream', 32, 64, 10, 2, 1, true],
    ['mixed_long_batch', 256, 256, 6, 3, 1, false],
    ['mixed_greedy_sampling', 48, 128, 8, 4, 1, false],
  ] as const;

  it.each(table)('%s: %i prompt and %i output tokens, %i requests, %i at once, %i before, streamed %s', (...row) => {
    const [workload] = resolveWorkloads(row[0]);
    expect([
      workload?.name,
      workload?.prompt_tokens,
      workload?.output_tokens,
      workload?.requests,
      workload?.concurrency,
      workload?.warmup,
      workload?.stream,
    ]).toEqual(row);
    expect(workload?.distinct).toBe(!/^year[23]/.test(row[0]));
  });

  it('all is Q1 to Q8, 41 requests together', () => {
    const all = resolveWorkloads('all');
    expect(all.map((workload) => workload.name)).toEqual(['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'Q7', 'Q8']);
    expect(all.reduce((sum, workload) => sum + workload.requests, 0)).toBe(41);
  });

  it('year1 is 18 requests together', () => {
    expect(resolveWorkloads('year1').reduce((sum, workload) => sum + workload.requests, 0)).toBe(18);
  });

  it('only the stress workloads of year 2 and 3 have a KV budget', () => {
    const budgets = resolveWorkloads('all,year1,year2,year3,streaming,batch,mixed')
      .filter((workload) => workload.kv_budget_tokens !== undefined)
      .map((workload) => [workload.name, workload.kv_budget_tokens]);
    expect(budgets).toEqual([
      ['year2_stress', 16_384],
      ['year3_stress', 65_536],
    ]);
  });

  it('only Q4 is a conversation, and only two mixed workloads set sampling', () => {
    const every = resolveWorkloads('all,year1,year2,year3,streaming,batch,mixed');
    expect(every).toHaveLength(26);
    expect(every.filter((workload) => workload.turns.length > 1).map(({ name, turns }) => [name, turns])).toEqual([
      ['Q4', ['system', 'user', 'assistant', 'user']],
    ]);
    expect(
      every
        .filter((workload) => Object.keys(workload.sampling).length > 0)
        .map(({ name, sampling }) => [name, sampling]),
    ).toEqual([
      ['mixed_short_stream', { temperature: 0.7, top_k: 50 }],
      ['mixed_long_batch', { temperature: 0.9, repetition_penalty: 1.1 }],
    ]);
  });
});

describe('selectors', () => {
  it.each([
    ['query', ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'Q7', 'Q8']],
    ['m1', ['short_input', 'long_input', 'stress_test']],
    ['year1', ['short_input', 'long_input', 'stress_test']],
    ['short', ['short_input']],
    ['long', ['long_input']],
    ['stress', ['stress_test']],
    ['year2', ['year2_short', 'year2_long', 'year2_stress']],
    ['year3', ['year3_short', 'year3_long', 'year3_stress']],
    ['streaming', ['streaming_short', 'streaming_long', 'streaming_concurrent']],
    ['batch', ['batch_small', 'batch_medium', 'batch_large']],
    ['batch_inference', ['batch_small', 'batch_medium', 'batch_large']],
    ['mixed', ['mixed_short_stream', 'mixed_long_batch', 'mixed_greedy_sampling']],
  ])('%s stands for its workloads', (selector, expected) => {
    expect(names(selector)).toEqual(expected);
  });

  it('do not mind case or spaces around commas', () => {
    expect(names('q1, YEAR2_Long ,STRESS')).toEqual(['Q1', 'year2_long', 'stress_test']);
  });

  it('keep the order written and name a workload once', () => {
    expect(names('Q5,Q1,short,q5,short_input,all')).toEqual([
      'Q5',
      'Q1',
      'short_input',
      'Q2',
      'Q3',
      'Q4',
      'Q6',
      'Q7',
      'Q8',
    ]);
  });

  it('give fresh objects, so that changing one changes nothing else', () => {
    const [first] = resolveWorkloads('Q4');
    first!.requests = 1;
    first!.turns.pop();
    expect(resolveWorkloads('Q4')[0]).toMatchObject({ requests: 3, turns: ['system', 'user', 'assistant', 'user'] });
  });

  it('refuse an unknown word with a suggestion and the choices', () => {
    const error = refusal('Q1,stres');
    expect(error.message).toBe('--workload: unknown workload "stres", did you mean "stress"?');
    expect(error.remedy).toMatch(
      /^choose from all, query, year1, m1, short, .*Q8, short_input, .*mixed_greedy_sampling;/,
    );
    expect(error.exitCode).toBe(ExitCode.usage);
  });

  it('refuse a word that is near nothing without a suggestion', () => {
    expect(refusal('quantum-gravity').message).toBe('--workload: unknown workload "quantum-gravity"');
  });

  it.each(['', ' ', ',', 'Q1,', ',Q1', 'Q1,,Q2'])('refuse the empty part of "%s"', (selector) => {
    expect(refusal(selector).message).toBe(`--workload "${selector}": a part is empty`);
  });

  it.each(['constructor', '__proto__', 'toString'])('refuse "%s" like any unknown word', (selector) => {
    expect(refusal(selector).message).toContain(`unknown workload "${selector}"`);
  });
});
