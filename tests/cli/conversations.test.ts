import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runBench, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const CONVERSATIONS = ['--dataset', 'multi-turn', '--turns', '3', '--input-tokens', '8', '--output-tokens', '19'];

type Line = { session_id: string; turn: number; think_ms?: number; due_ms?: number; sent_ms: number; end_ms: number };

/** Measured records, and what was printed. A simulated answer of 19 tokens takes 10 + 18 × 5 = 100 ms. */
async function run(name: string, ...flags: string[]) {
  const output = inFolder(name);
  const args = ['run', '--backend', 'mock', '--workload', 'Q5', '--warmup', '0', ...CONVERSATIONS, ...flags];
  const { code, stdout, stderr } = await runBench([...args, '--output', output]);
  expect(stderr).not.toMatch(/error/i);
  expect(code).toBe(0);
  const lines = (await readFile(`${output}/requests.jsonl`, 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as Line).sort((a, b) => a.sent_ms - b.sent_ms);
  const sessions = [...new Set(records.map(({ session_id }) => session_id))];
  return {
    stdout,
    records,
    moments: records.map(({ session_id, turn, sent_ms }) => [sessions.indexOf(session_id), turn, sent_ms]),
  };
}

it('an open loop of conversations with several --workers is refused, and the program ends', async () => {
  const server = startBench(['serve', '--backend', 'simulated:ttft=5,itl=1', '--port', '0']);
  try {
    const url = (await server.seen(/http:\/\/127\.0\.0\.1:\d+\/v1/)).trim();
    const flags = ['--rate', '50', '--workers', '2', '--requests', '6', '--workload', 'Q5', ...CONVERSATIONS];
    const { code, stderr } = await runBench(['run', '--url', url, ...flags, '--output', inFolder('refused')]);
    expect(stderr).toMatch(/^error: --workers 2: the turns of a conversation cannot be dealt out/m);
    expect(code).toBe(2);
  } finally {
    server.child.kill('SIGTERM');
    await server.result;
  }
});

describe('run --think-ms', () => {
  it('sends each turn after the answer before it and the pause, another conversation meanwhile', async () => {
    const flags = ['--sessions', '2', '--think-ms', '50', '--concurrency', '1', '--requests', '6'];
    const { moments, records } = await run('closed', ...flags);
    expect(moments).toEqual([
      [0, 0, 0],
      [1, 0, 100],
      [0, 1, 200],
      [1, 1, 300],
      [0, 2, 400],
      [1, 2, 500],
    ]);
    expect(records.map(({ think_ms }) => think_ms)).toEqual([undefined, undefined, 50, 50, 50, 50]);
  });

  it('leaves places empty while all think', async () => {
    const flags = ['--sessions', '1', '--think-ms', '50', '--concurrency', '4', '--requests', '3'];
    const { moments } = await run('thinking', ...flags);
    expect(moments).toEqual([
      [0, 0, 0],
      [0, 1, 150],
      [0, 2, 300],
    ]);
  });

  it('in an open loop, a turn is due when its conversation is ready, and the report says how many were', async () => {
    const open = ['--rate', '20', '--arrival', 'constant'];
    const flags = ['--sessions', '1', '--think-ms', '50', '--requests', '3', ...open];
    const { moments, records, stdout } = await run('open', ...flags);
    expect(moments).toEqual([
      [0, 0, 0],
      [0, 1, 150],
      [0, 2, 300],
    ]);
    expect(records.map(({ due_ms }) => due_ms)).toEqual([0, 150, 300]);
    expect(stdout).toContain('due at 6.67/s (2 of 3 when their conversation was ready), sent at 6.67/s');
    expect(stdout).not.toContain('no two prompts are alike');
  });
});
