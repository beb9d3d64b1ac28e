import { cp, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const example = fileURLToPath(new URL('../../examples/q1-q8-on-cpu', import.meta.url));

it('the example output is what today’s program makes of its records', async () => {
  await cp(example, inFolder('copy'), { recursive: true });
  const summary = async () => JSON.parse(await readFile(inFolder('copy', 'benchmark_summary.json'), 'utf8'));
  const before = await summary();
  expect((await runBench(['report', '--recompute', '--input', inFolder('copy')])).code).toBe(0);
  expect(await summary()).toEqual(before);
});
