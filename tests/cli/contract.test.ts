import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const input = () => inFolder('run', 'benchmark_summary.json');

beforeAll(() => runBench(['run', '--backend', 'mock', '--workload', 'year1', '--quiet', '--output', inFolder('run')]));

describe('bench contract', () => {
  it('says "not measurable" for memory that nobody told, and ends with 3', async () => {
    const { code, stdout } = await runBench(['contract', '--contract', 'year1', '--input', input()]);
    expect(code).toBe(3);
    expect(stdout.match(/peak_mem_mb .* not measurable/g)).toHaveLength(3);
    expect(stdout).toMatch(/15 kept, 0 broken, 3 not measurable/);
  });

  it('keeps Year1 where that is allowed by name, also as `validate`, with JUnit beside it', async () => {
    const junit = inFolder('junit.xml');
    const args = ['--contract', 'year1', '--input', input(), '--allow-unmeasured', 'peak_mem_mb', '--junit', junit];
    expect((await runBench(['contract', ...args])).code).toBe(0);
    expect((await runBench(['validate', ...args])).code).toBe(0);
    expect(await readFile(junit, 'utf8')).toMatch(/tests="18" failures="0"/);
  });

  it('a misspelt metric in a contract file names line, column and what was meant, exit 2', async () => {
    await writeFile(
      inFolder('own.yaml'),
      'name: own\nrows:\n  - metric: tfft_ms\n    statistic: mean\n    comparator: max\n    limit: 5\n',
    );
    const { code, stderr } = await runBench(['contract', '--contract', 'own.yaml', '--input', input()], {
      cwd: inFolder(),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: own\.yaml:3:13: .*tfft_ms/m);
    expect(stderr).toMatch(/did you mean ttft_ms\?/);
  });

  it('run --contract judges at the end, and reads the contract before anything is sent', async () => {
    const run = (...args: string[]) =>
      runBench(['run', '--backend', 'mock', '--workload', 'Q1', '--output', inFolder('at-once'), ...args]);
    expect((await run('--contract', 'year1', '--allow-unmeasured', 'peak_mem_mb')).code).toBe(0);
    expect(JSON.parse(await readFile(inFolder('at-once', 'contract.json'), 'utf8')).status).toBe('kept');
    const wrong = await run('--contract', 'yaer1');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/did you mean year1\?/);
    // The run before is where it was.
    expect(JSON.parse(await readFile(inFolder('at-once', 'contract.json'), 'utf8')).status).toBe('kept');
  });
});
