import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hasJq, jq, pathOf } from './jq.ts';

const inFolder = temporaryFolder();
const results = (name = '') => inFolder('benchmark_results', name);
const python = spawnSync('python3', ['--version']).status === 0;

beforeAll(async () => {
  const run = await runBench(['run', '--backend', 'mock', '--workload', 'Q1,short', '--quiet'], { cwd: inFolder() });
  expect(run.code).toBe(0);
});

const filters: [filter: string, answer: unknown][] = [
  ['.overall.total_workloads', 2],
  ['.overall.total_requests', 10],
  ['.overall.successful_requests', 10],
  ['.overall.failed_requests', 0],
  ['.workloads | keys', ['Q1', 'short_input']],
  ['.workloads.Q1.avg_ttft_ms', 10],
  ['.workloads.Q1.p50_ttft_ms', 10],
  ['.workloads.Q1.p95_ttft_ms', 10],
  ['.workloads.Q1.p99_ttft_ms', 10],
  ['.workloads.Q1.avg_tbt_ms', 5],
  ['.workloads.short_input.avg_tpot_ms', 5],
  ['.workloads.short_input.total_requests', 5],
  ['.workloads.short_input.error_rate', 0],
  ['.workloads.Q1.total_output_tokens', 5 * 64],
  // The mock has no memory; the Python product wrote 0.
  ['.workloads.Q1.peak_mem_mb', null],
];

describe(`jq lines of the Python product’s users${hasJq ? '' : ' (no jq on this machine: their paths are read by a helper)'}`, () => {
  it.each(filters)('jq %j of the summary is %j', async (filter, answer) => {
    const text = await readFile(results('benchmark_summary.json'), 'utf8');
    expect(JSON.parse(await jq(filter, text))).toEqual(answer);
  });

  it('`report --format json | jq .overall` is the overall of the summary', async () => {
    const report = await runBench(['report', '--format', 'json'], { cwd: inFolder() });
    const summary = await readFile(results('benchmark_summary.json'), 'utf8');
    expect(JSON.parse(await jq('.overall', report.stdout))).toEqual(JSON.parse(summary).overall);
    expect(JSON.parse(summary).overall).toMatchObject({ total_workloads: 2, total_requests: 10, failed_requests: 0 });
  });

  it.each([
    ['.avg_ttft_ms', 10],
    ['.p95_ttft_ms', 10],
    ['.avg_tbt_ms', 5],
    ['.error_rate', 0],
    ['.total_requests', 5],
  ])('jq %j of Q1_metrics.json is %j', async (filter, answer) => {
    expect(JSON.parse(await jq(filter, await readFile(results('Q1_metrics.json'), 'utf8')))).toBe(answer);
  });

  it('the helper that stands in for jq reads the same', async () => {
    const summary = JSON.parse(await readFile(results('benchmark_summary.json'), 'utf8'));
    for (const [filter, answer] of filters) expect(pathOf(filter, summary)).toEqual(answer);
  });
});

describe('a Python script over the result files', () => {
  const without = !python && !process.env.CI;

  it.skipIf(without)(
    `reads them by the names of the guide${without ? ' (skipped: no python3 on this machine)' : ''}`,
    async () => {
      expect(python, 'python3, which a build machine must have for this test').toBe(true);
      const script = fileURLToPath(new URL('results.py', import.meta.url));
      const { stdout, stderr } = await promisify(execFile)('python3', [script, results()]);
      expect(stderr).toBe('');
      expect(stdout.split('\n')).toEqual([
        '10/10 in 2 workloads',
        'Q1: TTFT 10.00 ms, p95 10.00 ms, TBT 5.00 ms, 196.9 tok/s, errors 0.0%, memory unknown',
        'short_input: TTFT 10.00 ms, p95 10.00 ms, TBT 5.00 ms, 198.4 tok/s, errors 0.0%, memory unknown',
        'Q1 percentiles [10, 10, 10] TPOT 5 hits None evicted None',
        '',
      ]);
    },
  );
});
