import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createReplayServer } from '../src/index.ts';
import { loadRecording } from './recording.ts';

it('the example of the README runs', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, code] = /```ts\n(.*?)```/s.exec(readme)!;
  const recording = loadRecording('chat-stream-usage-continuous');
  const server = await createReplayServer(recording, { port: 0, pace: 'as-recorded' });
  const { output, exitCode } = await run(code!, { BASE_URL: `${server.url}/v1` });
  await server.close();
  expect(output).toMatch(/indentimportsloc nothing.*\ncompleted, 12 tokens\nTTFT \d+(\.\d+)? ms for 65 characters\n$/s);
  expect(exitCode).toBe(0);
});

function run(code: string, environment: Record<string, string>): Promise<{ output: string; exitCode: number | null }> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (bytes) => {
    output += bytes;
  });
  child.stderr.on('data', (bytes) => {
    output += bytes;
  });
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ output, exitCode })));
}
