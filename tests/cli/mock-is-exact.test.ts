import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

describe('run --backend mock', () => {
  it('gives exactly TTFT 10 ms and 5 ms a token, on every machine, marked as simulated', async () => {
    const result = await runBench(['run', '--backend', 'mock', '--workload', 'year1', '--output', inFolder('mock')]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/simulated/i);
    const summary = JSON.parse(await readFile(inFolder('mock', 'benchmark_summary.json'), 'utf8'));
    expect(Object.keys(summary.workloads)).toEqual(['short_input', 'long_input', 'stress_test']);
    expect(summary.overall).toMatchObject({ total_requests: 18, successful_requests: 18, failed_requests: 0 });
    for (const [name, tokens] of [
      ['short_input', 128],
      ['long_input', 200],
      ['stress_test', 256],
    ] as const) {
      const flat = summary.workloads[name];
      expect(flat.avg_ttft_ms).toBe(10);
      expect(flat.p99_ttft_ms).toBe(10);
      expect(flat.avg_tpot_ms).toBe(5);
      expect(flat.avg_itl_ms).toBe(5);
      expect(flat.avg_e2el_ms).toBe(10 + 5 * (tokens - 1));
      expect(flat.metrics.output_tokens).toMatchObject({ min: tokens, max: tokens });
      expect(flat).not.toHaveProperty('peak_mem_mb');
    }
    // One after another: five requests of 10 + 127 × 5 ms.
    expect(summary.workloads.short_input.metrics.window.duration_s).toBeCloseTo((5 * (10 + 127 * 5)) / 1000, 9);
  });

  it('the same seed gives the same numbers and requests, another seed other prompts', async () => {
    const records = async (name: string, seed: string) => {
      await runBench([
        'run',
        '--backend',
        'mock',
        '--workload',
        'Q5',
        '--rate',
        '50',
        '--seed',
        seed,
        '--quiet',
        '--output',
        inFolder(name),
      ]);
      return readFile(inFolder(name, 'requests.jsonl'), 'utf8');
    };
    const first = await records('a', '1');
    expect(first.trimEnd().split('\n')).toHaveLength(10);
    expect(await records('b', '1')).toBe(first);
    expect(await records('c', '2')).not.toBe(first);
  });

  it('prints nothing but JSON on stdout with --json', async () => {
    const result = await runBench([
      'run',
      '--backend',
      'mock',
      '--workload',
      'Q1',
      '--json',
      '--output',
      inFolder('json'),
    ]);
    const report = JSON.parse(result.stdout);
    expect(report.manifest.engine.simulated).toBe(true);
    expect(report.workloads[0].ttft_ms.mean).toBe(10);
  });

  it('is silent on stderr with --quiet', async () => {
    const result = await runBench([
      'run',
      '--backend',
      'mock',
      '--workload',
      'Q1',
      '--quiet',
      '--output',
      inFolder('quiet'),
    ]);
    expect(result.stderr).toBe('');
  });

  it('an SLO that is broken or cannot be judged is exit 3, one that is kept exit 0', async () => {
    const slo = async (clause: string, ...more: string[]) =>
      (
        await runBench([
          'run',
          '--backend',
          'mock',
          '--workload',
          'Q5',
          '--slo',
          clause,
          '--output',
          inFolder('slo'),
          ...more,
        ])
      ).code;
    expect(await slo('tpot_ms:mean<6')).toBe(0);
    expect(await slo('tpot_ms:mean<4')).toBe(3);
    expect(await slo('ttft_ms:p95<20')).toBe(3);
    expect(await slo('ttft_ms:p95<20', '--requests', '104')).toBe(0);
  });

  it('--recompute gives the same bytes', async () => {
    await runBench(['run', '--backend', 'mock', '--workload', 'Q1,Q8', '--output', inFolder('again')]);
    const files = ['benchmark_summary.json', 'Q1_metrics.json', 'Q8_metrics.json', 'REPORT.md'];
    const read = () => Promise.all(files.map((file) => readFile(inFolder('again', file), 'utf8')));
    const before = await read();
    const result = await runBench([
      'report',
      '--recompute',
      '--input',
      inFolder('again', 'benchmark_summary.json'),
      '--format',
      'json',
    ]);
    expect(result.code).toBe(0);
    expect(await read()).toEqual(before);
  });
});
