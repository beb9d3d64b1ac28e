import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, Observation } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import {
  createOpenAIClient,
  createOpenAISdkTransport,
  createReplayServer,
  createUndiciTransport,
  engineProfiles,
  readRecording,
} from '../src/index.ts';

const request: BenchmarkRequest = {
  request_id: 'r-1',
  workload: 'w',
  input: { kind: 'text', text: 'Say something about python modules' },
  prompt_tokens: 5,
  max_tokens: 64,
  exact_output: false,
  stream: true,
  sampling: {},
};

async function observe(origin: string, kind: 'openai-sdk' | 'undici', stream: boolean): Promise<Observation> {
  const transport =
    kind === 'undici'
      ? createUndiciTransport({ origin, clock: systemClock, connectTimeoutMs: 1000 })
      : createOpenAISdkTransport({ origin, clock: systemClock });
  const client = createOpenAIClient({
    transport,
    profile: engineProfiles.vllm,
    baseUrl: origin,
    model: 'tiny',
    timeouts: { connectMs: 1000, firstTokenMs: 5000, idleMs: 5000, totalMs: 10_000 },
    clock: systemClock,
    endpoint: 'chat',
  });
  try {
    return (await client.generate({ ...request, stream })).observation;
  } finally {
    await client.close();
  }
}

async function replayed(recording: string, kind: 'openai-sdk' | 'undici', stream = true): Promise<Observation> {
  const file = fileURLToPath(new URL(`../__fixtures__/vllm/${recording}`, import.meta.url));
  const server = await createReplayServer(await readRecording(file), { port: 0, pace: 'as-recorded' });
  try {
    return await observe(server.url, kind, stream);
  } finally {
    await server.close();
  }
}

describe('the openai SDK as a transport', () => {
  it.each([
    ['chat-stream-usage.chunks.jsonl', true],
    ['chat-stream-usage-continuous.chunks.jsonl', true],
    ['chat.http', false],
  ])('hears of %s what the socket transport hears, and marks its stamps', async (recording, stream) => {
    const [sdk, socket] = [
      await replayed(recording, 'openai-sdk', stream),
      await replayed(recording, 'undici', stream),
    ];
    const facts = ({
      status,
      outputTokens,
      outputTokensSource,
      promptTokensUsage,
      finishReason,
      tokenEvents,
    }: Observation) => ({
      status,
      outputTokens,
      outputTokensSource,
      promptTokensUsage,
      finishReason,
      tokenEvents,
    });
    expect(facts(sdk)).toEqual(facts(socket));
    expect(sdk.status).toBe('completed');
    expect([sdk.stampSource, socket.stampSource]).toEqual(['sdk', 'socket']);
    expect(sdk.sent!).toBeLessThan(sdk.end!);
  });

  it('a refusal keeps its status and message', async () => {
    const { status, failure } = await replayed('err-unknown-model.http', 'openai-sdk');
    expect(status).toBe('failed');
    expect(failure).toMatchObject({ class: 'http', http_status: 404 });
    expect(failure?.message).toMatch(/does not exist/);
  });

  it('an engine that dies in the middle is a failure', async () => {
    const { status, failure } = await replayed('kill-engine-midstream.chunks.jsonl', 'openai-sdk');
    expect({ status, class: failure?.class }).toEqual({ status: 'failed', class: 'stream-error' });
  });

  it('a server that is not there is class connect', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    expect((await observe(`http://127.0.0.1:${port}`, 'openai-sdk', true)).failure?.class).toBe('connect');
  });

  it('a request that is given up is cancelled, and nothing is heard after that', async () => {
    const file = fileURLToPath(new URL('../__fixtures__/vllm/chat-stream.chunks.jsonl', import.meta.url));
    const server = await createReplayServer(await readRecording(file), { port: 0, pace: 'as-recorded' });
    const client = createOpenAIClient({
      transport: createOpenAISdkTransport({ origin: server.url, clock: systemClock }),
      profile: engineProfiles.openai,
      baseUrl: server.url,
      model: 'tiny',
      timeouts: { connectMs: 1000, firstTokenMs: 5000, idleMs: 5000, totalMs: 10_000 },
      clock: systemClock,
      endpoint: 'chat',
    });
    await client.open(1);
    const heard: Observation[] = [];
    client.send(client.prepare(request), (observation) => heard.push(observation)).cancel('enough');
    await client.close();
    await server.close();
    expect(heard.map(({ status, reason }) => ({ status, reason }))).toEqual([
      { status: 'cancelled', reason: 'enough' },
    ]);
  });
});
