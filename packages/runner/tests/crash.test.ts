import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readRecords } from '../src/index.ts';

const program = fileURLToPath(new URL('./writing-process.ts', import.meta.url));

it('a process that is killed while it writes leaves readable records, and loses about a second at most', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'records-'));
  const child = fork(program, [folder], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  try {
    let said = 0;
    for await (const chunk of child.stdout!) {
      said = Number(String(chunk).trim().split('\n').at(-1)) + 1;
      if (said >= 250) break;
    }
    child.kill('SIGKILL');
    await exited;

    const { records, tokenTimes } = await readRecords(folder);
    // 500 ms between writes are 50 records; twice the promised second is left for a busy machine.
    expect(records.length).toBeGreaterThanOrEqual(said - 200);
    expect(records.map((record) => record.index)).toEqual(records.map((_, index) => index));
    for (const { index, token_times } of records) {
      expect(token_times).toEqual({ offset: 2 * index, count: 2 });
      expect(tokenTimes[2 * index]).toBe(index);
    }
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
});
