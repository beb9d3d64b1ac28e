import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchProcess, runBench, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { argumentsOf, commandsOf } from './commands.ts';

const inFolder = temporaryFolder();
const documents = ['README.md', 'QUICKSTART.md', 'docs/USAGE.md'];
const commands = (await Promise.all(documents.map(commandsOf))).flat();

/** Stands in for the server of the examples, under the model name that they use. */
let server: BenchProcess;
let url: string;

beforeAll(async () => {
  server = startBench([
    'serve',
    '--backend',
    'simulated:ttft=5,itl=1',
    '--model',
    'Qwen/Qwen2.5-0.5B-Instruct',
    '--port',
    '0',
    '--slots',
    '256',
  ]);
  url = (await server.seen(/http:\/\/127\.0\.0\.1:\d+\/v1/)).trim();
  await writeFile(
    inFolder('plan.yaml'),
    'workload: Q1,Q5\nbackend: simulated:reference\nrequests: 10\nslo:\n  - ttft_ms:p50<2000\n',
  );
  await runBench(['run', '--backend', 'mock', '--workload', 'Q1', '--quiet'], { cwd: inFolder() });
});
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.result;
});

describe('every command that the documents show', () => {
  it('is found by this test', () => {
    expect(commands.length).toBeGreaterThan(25);
  });

  it.each(commands)('$document:$line $text', { timeout: 240_000 }, async ({ text }) => {
    const args = argumentsOf(text).map((word) => word.replace('http://127.0.0.1:8000/v1', url));
    const shortened = args.map((word, index) => (args[index - 1] === '--duration' ? '2' : word));
    if (args[0] === 'serve') return expectServing(shortened);
    const result = await runBench(shortened, { cwd: inFolder() });
    expect(result.stderr).not.toMatch(/^error/m);
    expect(result.code).toBe(0);
  });
});

async function expectServing(args: string[]): Promise<void> {
  const free = args.map((word, index) => (args[index - 1] === '--port' ? '0' : word));
  const bench = startBench(free, { cwd: inFolder() });
  const address = (await bench.seen(/http:\/\/127\.0\.0\.1:\d+\/v1/)).trim();
  const models = (await (await fetch(`${address}/models`)).json()) as { data: unknown[] };
  expect(models.data).toHaveLength(1);
  bench.child.kill('SIGTERM');
  expect((await bench.result).code).toBe(0);
}
