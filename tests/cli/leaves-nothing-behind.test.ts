import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cliSource, expectNoneLeft, processesWith, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

/** A run on an engine process that takes minutes if nobody stops it. */
const longRun = (output: string) =>
  startBench([
    'run',
    '--backend',
    'simulated:ttft=20,itl=20',
    '--workload',
    'Q5',
    '--requests',
    '2000',
    '--output',
    inFolder(output),
  ]);

describe.skipIf(process.platform !== 'linux')('no process of ours is left', () => {
  it('after a normal run', async () => {
    const bench = startBench([
      'run',
      '--backend',
      'simulated:ttft=1,itl=1',
      '--workload',
      'Q1',
      '--output',
      inFolder('normal'),
    ]);
    expect((await bench.result).code).toBe(0);
    await expectNoneLeft(bench.marker);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'after %s in the middle of a run, which ends with %i and a partial, marked report',
    async (signal, code) => {
      const bench = longRun(signal);
      await bench.seen(/\[1\/1\] Q5/);
      await requestsIn(inFolder(signal, 'requests.jsonl'));
      bench.child.kill(signal);
      const result = await bench.result;
      expect(result.code).toBe(code);
      expect(result.stdout).toMatch(/partial/i);
      const summary = JSON.parse(await readFile(inFolder(signal, 'benchmark_summary.json'), 'utf8'));
      expect(summary.complete).toBe(false);
      expect(summary.manifest.status).toBe('partial');
      const { total_requests, successful_requests, failed_requests, cancelled_requests } = summary.overall;
      expect(successful_requests).toBeGreaterThan(0);
      expect(cancelled_requests).toBeGreaterThan(0);
      expect(total_requests).toBe(successful_requests + failed_requests + cancelled_requests);
      await expectNoneLeft(bench.marker);
    },
  );

  it('after kill -9 of the run, within 5 seconds', async () => {
    const bench = longRun('killed');
    await bench.seen(/\[1\/1\] Q5/);
    await requestsIn(inFolder('killed', 'requests.jsonl'));
    expect((await processesWith(bench.marker)).length).toBeGreaterThan(1);
    bench.child.kill('SIGKILL');
    await bench.result;
    await expectNoneLeft(bench.marker, 5_000);
  });

  it('after kill -9 of the package manager between the user and the run, which then reports what it has', async () => {
    const output = inFolder('orphaned');
    const args = [
      cliSource,
      'run',
      '--backend',
      'simulated:ttft=20,itl=20',
      '--workload',
      'Q5',
      '--requests',
      '2000',
      '--output',
      output,
    ];
    const program = `require('node:child_process').spawn(process.execPath, ${JSON.stringify(args)}, { stdio: 'inherit' })`;
    const marker = randomUUID();
    const manager = spawn(process.execPath, ['-e', program], {
      stdio: 'ignore',
      env: { ...process.env, npm_lifecycle_event: 'bench', SAGELLM_BENCH_TEST_MARKER: marker },
    });
    await requestsIn(inFolder('orphaned', 'requests.jsonl'));
    manager.kill('SIGKILL');
    await expectNoneLeft(marker, 5_000);
    const summary = JSON.parse(await readFile(inFolder('orphaned', 'benchmark_summary.json'), 'utf8'));
    expect(summary.manifest.status).toBe('partial');
  });
});

/** Waits until the run has written a request. */
async function requestsIn(path: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while ((await readFile(path, 'utf8').catch(() => '')) === '') {
    if (performance.now() > deadline) throw new Error(`nothing was written to ${path}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
