import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedWorkspace, packWorkspace } from '../support/packed-workspace.ts';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
let packed: PackedWorkspace;
beforeAll(async () => {
  packed = await packWorkspace();
}, 180_000);
afterAll(() => packed?.[Symbol.asyncDispose]());

describe('the build that would be published', () => {
  it('prints nothing but the result', async () => {
    const result = await runBench(
      ['run', '--backend', 'mock', '--workload', 'Q1', '--json', '--output', inFolder('packed')],
      { bin: packed.bin },
    );
    expect(JSON.parse(result.stdout).workloads[0].ttft_ms.mean).toBe(10);
    const again = await runBench(
      ['report', '--input', inFolder('packed', 'benchmark_summary.json'), '--format', 'json'],
      { bin: packed.bin },
    );
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(result.stdout));
  });

  it('starts its engine process from dist', async () => {
    const result = await runBench(
      ['run', '--backend', 'simulated:ttft=2,itl=1', '--workload', 'Q1', '--json', '--output', inFolder('process')],
      { bin: packed.bin },
    );
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout).overall.successful_requests).toBe(5);
  });

  it('shows its help within 3 × a bare node and 80 ms', async () => {
    const time = async (args: string[]) => {
      const before = performance.now();
      await promisify(execFile)(process.execPath, args);
      return performance.now() - before;
    };
    const best = async (args: string[]) => {
      const times: number[] = [];
      for (let i = 0; i < 7; i++) times.push(await time(args));
      return Math.min(...times);
    };
    await time([packed.bin, '--help']);
    const [bare, help] = [await best(['-e', '0']), await best([packed.bin, '--help'])];
    expect(help).toBeLessThan(3 * bare + 80);
  });
});
