import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type EngineConfigInput, ensureTinyModel, startEngineProcess } from '@sagellm/bench-engines';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf, eventually, isRunning } from './processes.ts';

const simulated: EngineConfigInput = { kind: 'simulated', profile: 'ttft=1,itl=1' };
let folder: string;
let llama: EngineConfigInput;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-process-'));
  const { modelPath } = await ensureTinyModel(folder);
  llama = { kind: 'llama', modelPath, slots: 2, contextSize: 8192 };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('startEngineProcess', () => {
  const before = childrenOf(process.pid);
  afterEach(() => expect(childrenOf(process.pid)).toEqual(before));

  it('serves llama.cpp until it is closed, and leaves nothing', async () => {
    const engine = await startEngineProcess(llama);
    expect(engine.facts).toMatchObject({ name: 'llama.cpp', slots: 2, max_model_len: 8192, simulated: false });
    const { choices, usage } = await complete(engine.url, { prompt: ' baba bebe', max_tokens: 9, ignore_eos: true });
    expect(choices[0].text.length).toBeGreaterThan(9);
    expect(usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 9 });
    expect(isRunning(engine.pid)).toBe(true);
    await Promise.all([engine.close(), engine.close()]);
    expect(isRunning(engine.pid)).toBe(false);
    expect(await engine.exited).toEqual({ code: 0, signal: null });
    await expect(fetch(engine.url)).rejects.toThrow();
  });

  it('closes while requests are running', async () => {
    const engine = await startEngineProcess(llama);
    const running = complete(engine.url, { prompt: ' baba', max_tokens: 8000, ignore_eos: true });
    const cut = expect(running).rejects.toThrow();
    await eventually('the request runs', () => isBusy(engine.url), 10_000);
    await engine.close();
    await cut;
    expect(isRunning(engine.pid)).toBe(false);
  });

  it('frees the slot of a client that leaves', async () => {
    const engine = await startEngineProcess(llama);
    const leave = new AbortController();
    const running = complete(engine.url, { prompt: ' baba', max_tokens: 8000, ignore_eos: true }, leave.signal);
    const left = expect(running).rejects.toThrow();
    await eventually('the request runs', () => isBusy(engine.url), 10_000);
    leave.abort();
    await left;
    await eventually('the slot is free', async () => !(await isBusy(engine.url)), 10_000);
    await engine.close();
  });

  it('serves the simulated engine on a port of choice', async () => {
    const port = await freePort();
    const engine = await startEngineProcess(simulated, { port });
    expect(engine.url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${engine.url}/health`)).status).toBe(200);
    await engine.close();
  });

  it('names the port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startEngineProcess(simulated, { port })).rejects.toMatchObject({
      name: 'BenchmarkError',
      exitCode: 1,
      message: `port ${port} on 127.0.0.1 is in use`,
      remedy: expect.stringContaining('another port'),
    });
    other.close();
  });

  it('passes on what the engine says about a wrong model, with its exit code', async () => {
    const modelPath = join(folder, 'none.gguf');
    await expect(startEngineProcess({ kind: 'llama', modelPath })).rejects.toMatchObject({
      name: 'BenchmarkError',
      exitCode: 2,
      message: `model ${modelPath}: cannot be read`,
    });
  });

  it('refuses a wrong config without starting anything', async () => {
    await expect(startEngineProcess({ kind: 'llama', modelPath: 'm.gguf', threads: 0 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('threads'),
    });
  });

  it('gives up when the engine is not ready in time', async () => {
    await expect(startEngineProcess(llama, { startTimeoutMs: 1 })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('not ready after 0.001 s'),
    });
  });

  it('gives up when it is told to, before and while the engine starts', async () => {
    await expect(startEngineProcess(llama, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    const stop = new AbortController();
    const starting = startEngineProcess(llama, { signal: stop.signal });
    stop.abort(new Error('not now'));
    await expect(starting).rejects.toThrow('not now');
  });

  it('tells when the process ends by itself', async () => {
    const engine = await startEngineProcess(simulated);
    process.kill(engine.pid, 'SIGKILL');
    expect(await engine.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await engine.close();
  });

  it('kills a process that does not answer', async () => {
    const engine = await startEngineProcess(simulated);
    process.kill(engine.pid, 'SIGSTOP');
    await engine.close();
    expect(await engine.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe('the engine process itself', () => {
  it('writes nothing to stdout and ends with code 0 when it is told to stop', async () => {
    const child = fork(fileURLToPath(new URL('../src/process/main.ts', import.meta.url)), [], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    child.stdout!.on('data', (piece) => {
      output += piece;
    });
    child.send({ type: 'start', engine: llama, host: '127.0.0.1', port: 0 });
    const [ready] = await once(child, 'message');
    expect(ready).toMatchObject({ type: 'ready', facts: { name: 'llama.cpp' } });
    await complete(ready.url, { prompt: ' baba', max_tokens: 5, ignore_eos: true });
    child.send({ type: 'stop' });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(output).toBe('');
  });

  it('refuses to run as a program of its own', async () => {
    const program = fileURLToPath(new URL('../src/process/main.ts', import.meta.url));
    await expect(promisify(execFile)(process.execPath, [program])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('startEngineProcess starts it'),
    });
  });
});

describe('an engine process whose parent ends', () => {
  afterEach(() => {
    for (const parent of parents.splice(0)) parent.kill('SIGKILL');
  });

  it('is gone soon after the parent was killed in the middle of a request', async () => {
    const { parent, engine } = await startParent('wait', llama);
    const cut = expect(complete(engine.url, { prompt: ' baba', max_tokens: 8000, ignore_eos: true })).rejects.toThrow();
    await eventually('the request runs', () => isBusy(engine.url), 10_000);
    process.kill(parent.pid!, 'SIGKILL');
    await eventually('the engine process is gone', () => !isRunning(engine.pid), 5000);
    await cut;
  });

  it('is gone soon after the parent was killed while the engine was starting', async () => {
    const parent = spawnParent('wait', llama);
    await eventually('the engine process exists', () => childrenOf(parent.pid!).length > 0, 20_000);
    const pids = childrenOf(parent.pid!);
    process.kill(parent.pid!, 'SIGKILL');
    await eventually('the engine process is gone', () => pids.every((pid) => !isRunning(pid)), 5000);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('is gone soon after the parent got %s', async (signal) => {
    const { parent, engine } = await startParent('wait', simulated);
    process.kill(parent.pid!, signal);
    await eventually('the engine process is gone', () => !isRunning(engine.pid), 5000);
  });

  it.each([
    ['returns', 'return', 0],
    ['exits', 'exit', 7],
    ['throws', 'throw', 1],
  ])('is gone when the parent %s', async (_, way, code) => {
    const { parent, engine } = await startParent(way, simulated);
    if (parent.exitCode === null) await once(parent, 'exit');
    expect(parent.exitCode).toBe(code);
    await eventually('the engine process is gone', () => !isRunning(engine.pid), 5000);
  });

  it('does not hear a Ctrl-C on the parent’s terminal', async () => {
    const { parent, engine, lines } = await startParent('ignore-interrupt', simulated);
    // What a terminal does: the signal goes to the whole foreground group.
    process.kill(-parent.pid!, 'SIGINT');
    expect((await lines.next()).value).toBe('interrupted');
    expect((await fetch(`${engine.url}/health`)).status).toBe(200);
    process.kill(parent.pid!, 'SIGKILL');
    await eventually('the engine process is gone', () => !isRunning(engine.pid), 5000);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

const parents: ChildProcess[] = [];

function spawnParent(way: string, config: EngineConfigInput): ChildProcess {
  const program = fileURLToPath(new URL('./process-parent.ts', import.meta.url));
  const parent = spawn(process.execPath, [program, way, JSON.stringify(config)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  parents.push(parent);
  return parent;
}

async function startParent(way: string, config: EngineConfigInput) {
  const parent = spawnParent(way, config);
  const lines = createInterface({ input: parent.stdout! })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error('the parent ended before its engine was ready');
  return { parent, lines, engine: JSON.parse(first.value) as { pid: number; url: string } };
}

async function isBusy(url: string): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return /^vllm:num_requests_running\{.*\} 1$/m.test(metrics);
}

async function complete(url: string, body: object, signal?: AbortSignal) {
  const response = await fetch(`${url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  return response.json() as Promise<{ choices: [{ text: string }]; usage: object }>;
}
