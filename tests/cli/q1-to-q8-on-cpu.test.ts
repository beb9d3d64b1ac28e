import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BenchmarkSummary, RequestRecord } from '../../packages/protocol/src/index.ts';
import { type BenchResult, runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

/** All is there on a streamed request that completed; that is what these tests show. */
type Whole = { [Key in keyof RequestRecord]-?: NonNullable<RequestRecord[Key]> };

const sizes = {
  Q1: { prompt: 32, output: 64, requests: 5, turns: 1 },
  Q2: { prompt: 512, output: 128, requests: 3, turns: 1 },
  Q3: { prompt: 128, output: 256, requests: 3, turns: 1 },
  Q4: { prompt: 256, output: 256, requests: 3, turns: 4 },
  Q5: { prompt: 32, output: 64, requests: 10, turns: 1 },
  Q6: { prompt: 512, output: 256, requests: 10, turns: 1 },
  Q7: { prompt: 256, output: 512, requests: 3, turns: 1 },
  Q8: { prompt: 192, output: 128, requests: 4, turns: 1 },
} as const;

describe('run: Q1–Q8 on llama.cpp', () => {
  let result: BenchResult;
  let elapsedMs: number;
  let summary: BenchmarkSummary;
  let records: Whole[];

  beforeAll(async () => {
    const before = performance.now();
    result = await runBench(['run', '--output', inFolder('all')]);
    elapsedMs = performance.now() - before;
    summary = JSON.parse(await readFile(inFolder('all', 'benchmark_summary.json'), 'utf8'));
    const lines = await readFile(inFolder('all', 'requests.jsonl'), 'utf8');
    records = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }, 120_000);

  it('completes 41 requests in under 60 seconds', () => {
    expect(result.code).toBe(0);
    expect(summary.overall).toMatchObject({
      total_workloads: 8,
      total_requests: 41,
      successful_requests: 41,
      failed_requests: 0,
    });
    expect(summary.complete).toBe(true);
    expect(elapsedMs).toBeLessThan(60_000);
  });

  it.each(Object.entries(sizes))(
    '%s has its nominal tokens by the engine’s own count',
    (name, { prompt, output, requests, turns }) => {
      const own = records.filter((record) => record.workload === name);
      expect(own).toHaveLength(requests);
      for (const record of own) {
        expect(record.prompt_tokens).toBe(prompt);
        // The template: begin of text, two marks around each message, and the mark that asks for the answer.
        expect(record.prompt_tokens_usage - record.prompt_tokens).toBe(2 + 2 * turns);
        expect(record.output_tokens).toBe(output);
        expect(record.output_tokens_source).toBe('usage');
        expect(record.finish_reason).toBe('length');
      }
    },
  );

  it.each(Object.keys(sizes))('%s has no impossible number', (name) => {
    const { metrics } = summary.workloads[name]!;
    expect(metrics.ttft_ms?.min).toBeGreaterThan(0);
    expect(metrics.output_throughput_tps! * metrics.window!.duration_s).toBeCloseTo(metrics.total_output_tokens!, 6);
    expect(metrics.request_throughput_rps! * metrics.window!.duration_s).toBeCloseTo(metrics.successful_requests, 6);
    expect(metrics.prefix_hit_rate).toBeLessThan(0.05);
    for (const record of records.filter((candidate) => candidate.workload === name)) {
      const ttft = record.first_token_ms - record.sent_ms;
      const tpot = (record.last_token_ms - record.first_token_ms) / (record.output_tokens - 1);
      const e2el = record.end_ms - record.sent_ms;
      // Behind the last token come only its finish reason, the usage and the end of the body.
      expect(e2el - (ttft + tpot * (record.output_tokens - 1))).toBeGreaterThanOrEqual(0);
      expect(e2el - (ttft + tpot * (record.output_tokens - 1))).toBeLessThan(100);
    }
  });

  it('has what only the engine can tell: memory of its process, KV cache, speculation known to be off', () => {
    const flat = summary.workloads.Q6!;
    expect(flat.peak_mem_mb).toBeGreaterThan(20);
    expect(flat.kv_used_tokens).toBeGreaterThan(512);
    expect(flat.kv_used_bytes).toBe(flat.kv_used_tokens! * 512);
    expect(flat.spec_accept_rate).toBe(0);
    expect(flat.metrics.notes.spec_accept_rate).toMatch(/off/);
    expect(flat).not.toHaveProperty('evict_ms');
  });

  it('is made again from its records, byte for byte', async () => {
    const files = ['benchmark_summary.json', 'REPORT.md', ...Object.keys(sizes).map((name) => `${name}_metrics.json`)];
    const read = () => Promise.all(files.map((file) => readFile(inFolder('all', file), 'utf8')));
    const before = await read();
    expect((await runBench(['report', '--recompute', '--input', inFolder('all')])).code).toBe(0);
    expect(await read()).toEqual(before);
  });
});

describe('other ways to the CPU engine', () => {
  const metricsOf = async (output: string, workload: string) =>
    JSON.parse(await readFile(inFolder(output, `${workload}_metrics.json`), 'utf8')).metrics;

  it('--direct measures in process, and says that this is so', async () => {
    const result = await runBench(['run', '--direct', '--workload', 'Q1', '--output', inFolder('direct')]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/direct/);
    expect((await metricsOf('direct', 'Q1')).output_tokens).toMatchObject({ n: 5, min: 64, max: 64 });
  });

  it('--endpoint completions sends the prompt without a chat template', async () => {
    const result = await runBench([
      'run',
      '--endpoint',
      'completions',
      '--workload',
      'Q1',
      '--output',
      inFolder('completions'),
    ]);
    expect(result.code).toBe(0);
    expect((await metricsOf('completions', 'Q1')).template_tokens).toMatchObject({ min: 0, max: 0 });
  });

  it('answers that are not streamed have no TTFT, but their length and E2EL', async () => {
    await runBench(['run', '--workload', 'batch_small', '--requests', '4', '--output', inFolder('batch')]);
    const metrics = await metricsOf('batch', 'batch_small');
    expect(metrics).not.toHaveProperty('ttft_ms');
    expect(metrics.output_tokens).toMatchObject({ n: 4, min: 32, max: 32 });
    expect(metrics.e2el_ms.n).toBe(4);
    expect(metrics.notes.ttft_ms).toMatch(/not streamed/);
  });

  it('--no-ignore-eos lets the model stop by itself', async () => {
    await runBench(['run', '--no-ignore-eos', '--workload', 'Q1', '--output', inFolder('natural')]);
    const metrics = await metricsOf('natural', 'Q1');
    expect(metrics.short_requests).toBe(0);
    expect(metrics.output_tokens.n).toBe(5);
  });
});
