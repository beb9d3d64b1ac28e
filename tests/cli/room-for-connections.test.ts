import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cliSource, expectNoneLeft, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

/** In a shell that allows so many open files. */
async function runWithFiles(openFiles: number, args: string[]) {
  const shell = ['-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', process.execPath, cliSource];
  const [bin, ...rest] = [...shell, 'run', '--backend', 'simulated:ttft=20,itl=2', '--workload', 'Q1', ...args];
  const bench = startBench(rest, { node: 'sh', bin: bin! });
  const result = await bench.result;
  await expectNoneLeft(bench.marker);
  return result;
}

describe('connections and the limit of open files', () => {
  it('more than there is room for are refused before anything is sent or written', async () => {
    const load = ['--concurrency', '1000', '--requests', '2000', '--output', inFolder('refused')];
    const { code, stdout, stderr } = await runWithFiles(64, load);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^error: --concurrency 1000: 1000 connections at once, and this process may have 64 files and sockets open \(ulimit -n\), of which \d+ are left for connections\n {2}→ ulimit -n 1100 before the run /m,
    );
    expect(await readdir(inFolder('refused'))).toEqual([]);
  });

  it('as many as the message allows can be had', async () => {
    const load = (concurrency: number, output: string) => [
      '--concurrency',
      String(concurrency),
      '--requests',
      '200',
      '--output-tokens',
      '4',
      '--output',
      inFolder(output),
    ];
    const { stderr } = await runWithFiles(100, load(200, 'too-many'));
    const left = Number(/or at most (\d+) connections/.exec(stderr)?.[1]);
    expect(left).toBeGreaterThan(10);
    const result = await runWithFiles(100, [...load(left, 'fits'), '--accept-invalid']);
    expect(result.stdout).toContain('200 of 200 requests completed');
    expect(result.code).toBe(0);
  });

  it('an open loop is warned of what slow answers would need', async () => {
    const load = ['--rate', '60', '--arrival', 'constant', '--output-tokens', '2', '--accept-invalid'];
    const result = await runWithFiles(120, [...load, '--duration', '2', '--output', inFolder('open')]);
    expect(result).toMatchObject({ code: 0 });
    const warning = /60 requests a second: 120 connections at once if answers take 30 s, and this process may have 120/;
    expect(result.stderr).toMatch(warning);
    expect(result.stdout).toMatch(warning);
  });
});
