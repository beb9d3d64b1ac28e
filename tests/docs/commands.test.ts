import { cp, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchProcess, runBench, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { argumentsOf, commandsOf } from './commands.ts';

const inFolder = temporaryFolder();
const documents = [
  'README.md',
  'QUICKSTART.md',
  'docs/USAGE.md',
  'docs/CONTRACTS.md',
  'docs/DATASETS.md',
  'docs/LOAD_SHAPES.md',
  'docs/CLIENTS_GUIDE.md',
  'docs/DEPLOYMENT_ARCHITECTURE.md',
  'QUICKSTART.zh.md',
];
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
  await writeExampleFiles();
  await runBench(['run', '--backend', 'mock', '--workload', 'Q1', '--quiet'], { cwd: inFolder() });
});

/** Files that the documents speak of as the reader's own. */
async function writeExampleFiles(): Promise<void> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  await cp(`${root}examples`, inFolder('examples'), { recursive: true });
  await cp(
    `${root}packages/clients/__fixtures__/vllm/chat-stream-usage.chunks.jsonl`,
    inFolder('recorded.chunks.jsonl'),
  );
  const turns = [
    'What is a KV cache good for, and when does it not help at all?',
    'It keeps what was computed of a prefix.',
  ];
  const conversation = (id: number) => ({
    id: String(id),
    conversations: [
      { from: 'human', value: `${id}. ${turns[0]}` },
      { from: 'gpt', value: turns[1] },
    ],
  });
  await writeFile(
    inFolder('ShareGPT_V3.json'),
    JSON.stringify(Array.from({ length: 1000 }, (_, id) => conversation(id))),
  );
  const line = (id: number) => JSON.stringify({ prompt: `${id}: name three rivers.`, output_tokens: 16 });
  const sent = (id: number) => JSON.stringify({ timestamp_ms: id * 50, input_tokens: 20 + id, output_tokens: 8 });
  await writeFile(inFolder('trace.jsonl'), Array.from({ length: 20 }, (_, id) => `${sent(id)}\n`).join(''));
  const row = (id: number) => `${id * 2},ChatGPT,${20 + id},${8 + id},${28 + 2 * id},Conversation log\n`;
  await writeFile(
    inFolder('BurstGPT_1.csv'),
    `Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n${Array.from({ length: 30 }, (_, id) => row(id)).join('')}`,
  );
  await writeFile(inFolder('requests.jsonl'), Array.from({ length: 50 }, (_, id) => `${line(id)}\n`).join(''));
}

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
    if (args[0] === 'serve' || args[0] === 'replay') return expectServing(shortened);
    // A busy machine may send late, which makes the measurement INVALID and is no fault of the command.
    const env = { SAGELLM_BENCH_ACCEPT_INVALID: 'true' };
    const result = await runBench(shortened, { cwd: inFolder(), env });
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
