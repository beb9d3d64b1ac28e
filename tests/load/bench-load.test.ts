import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('the benchmark of the benchmark runs, and prints a table with figures', async () => {
  const { stdout } = await run(process.execPath, ['bench/load/main.ts', '--quick', '--only', 'workers']);
  expect(stdout).toMatch(/^## workers$/m);
  const rows = [...stdout.matchAll(/^\| ([12]) \| ([\d,]+) \| ([\d.]+) \| ([\d.]+) \|$/gm)];
  expect(rows.map(([, threads]) => threads)).toEqual(['1', '2']);
  for (const [, , perSecond] of rows) expect(Number(perSecond!.replaceAll(',', ''))).toBeGreaterThan(0);
});

it('a section that does not exist is named, with those that do', async () => {
  const wrong = run(process.execPath, ['bench/load/main.ts', '--only', 'speed']);
  await expect(wrong).rejects.toMatchObject({ stderr: expect.stringMatching(/--only speed: choose from throughput/) });
});
