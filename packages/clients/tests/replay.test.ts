import type { InferenceClient } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { createReplayServer, engineProfiles, type Recording, type ReplayPace } from '../src/index.ts';
import { brokenStreams } from './broken-streams.ts';
import { clientOf, GENEROUS } from './example-client.ts';
import { exampleRequest } from './example-request.ts';
import { readTable } from './fixture-table.ts';
import { expectedOf, profileOf, recordedStreams } from './recorded-streams.ts';
import { ENGINES, load, loadRecording, loadReply, type RecordedEngine, readFixture, wholeBody } from './recording.ts';

type Asked = {
  pace?: ReplayPace;
  request?: Parameters<typeof exampleRequest>[0];
  profile?: keyof typeof engineProfiles;
};

/** What the client makes of a recording that is served without its pauses. */
async function ask(recording: Recording, { pace = 'as-recorded', request, profile = 'vllm' }: Asked = {}) {
  const server = await createReplayServer(recording, { port: 0, pace, speed: Number.POSITIVE_INFINITY });
  // A stream that goes silent is given up; the others end long before.
  const silent = recording.end === 'timeout' || recording.end === 'client-close';
  const timeouts = { ...GENEROUS, idleMs: silent ? 400 : GENEROUS.idleMs };
  const client: InferenceClient = clientOf(server.url, { timeouts, profile: engineProfiles[profile] });
  const { observation, text, reasoning } = await client.generate(exampleRequest(request));
  await client.close();
  await server.close();
  return { ...observation, text: text + reasoning };
}

describe.each(['as-recorded', 'byte-by-byte', 'one-piece'] as const)('recorded streams over a socket, %s', (pace) => {
  it.each(recordedStreams)('$engine: $name', async ({ engine, name, limit, expected }) => {
    const recording = loadRecording(name, engine);
    const profile = profileOf(engine, name).name as keyof typeof engineProfiles;
    const seen = await ask(recording, { pace, profile, request: { max_tokens: limit, exact_output: true } });
    expect(expectedOf(seen)).toEqual(expected);
    expect(seen.bodyBytes).toBe(wholeBody(recording).length);
    if (expected.failure === 'timeout') expect(seen.failure?.phase).toBe('idle');
  });
});

describe.each(ENGINES)('recorded errors of %s over a socket', (engine) => {
  it.each(readTable(readFixture(`${engine}/errors.md`).toString()))('$recording: $status $message', async (row) => {
    const recording = load(`${engine}/${row.recording}`);
    for (const stream of [true, false]) {
      const { failure } = await ask(recording, { request: { stream } });
      expect([failure?.class, failure?.http_status, failure?.code]).toEqual(['http', Number(row.status), row.code]);
      const said = failure!.message.replace(/^HTTP \d+: /, '');
      if (row.message?.endsWith('…')) expect(said.startsWith(row.message.slice(0, -1))).toBe(true);
      else expect(said).toBe(row.message);
      expect(said).not.toMatch(/\n/);
    }
  });
});

describe('broken streams over a socket', () => {
  const broken = (body: string, changes: Partial<Recording>): Recording => ({
    file: 'made.chunks.jsonl',
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    headMs: 0,
    reads: [{ ms: 0, bytes: Buffer.from(body) }],
    end: 'fin',
    endMs: 0,
    ...changes,
  });

  it.each(brokenStreams.map((stream) => [stream.what, stream.becomes, stream] as const))(
    '%s: %s',
    async (_, __, stream) => {
      const contentType = 'contentType' in stream ? stream.contentType : 'text/event-stream';
      const seen = await ask(
        broken(stream.body, {
          status: stream.status ?? 200,
          headers: contentType ? { 'content-type': contentType } : {},
          end: stream.cut ? 'fin-before-last-chunk' : 'fin',
        }),
      );
      expect(seen.status === 'completed' ? 'completed' : seen.failure?.class).toBe(stream.becomes);
      if (stream.says) expect(seen.failure?.message).toMatch(stream.says);
    },
  );

  it('a reset in the middle is truncated too', async () => {
    const recording = loadRecording('chat-stream');
    const seen = await ask({ ...recording, reads: recording.reads.slice(0, 2), end: 'reset' });
    expect(seen.failure).toMatchObject({ class: 'truncated' });
    expect(seen.firstToken).toBeGreaterThan(seen.sent!);
  });
});

describe('recorded replies without a stream, over a socket', () => {
  it.each<[RecordedEngine, string, number, number, string]>([
    ['vllm', 'chat', 11, 12, 'length'],
    ['vllm', 'completions', 6, 12, 'length'],
    ['vllm', 'chat-reasoning', 11, 12, 'length'],
    ['vllm', 'chat-token-ids', 11, 4, 'length'],
    ['llama-server', 'chat', 19, 12, 'length'],
    ['llama-server', 'completions', 4, 12, 'length'],
    ['lmdeploy', 'chat', 11, 12, 'length'],
    ['lmdeploy', 'completions', 2, 12, 'length'],
    ['lmdeploy', 'reasoning-chat', 11, 8, 'length'],
    ['sagellm', 'gateway-chat', 16, 12, 'length'],
    ['sagellm', 'gateway-completions', 10, 8, 'length'],
    ['sagellm', 'engine-chat', 16, 12, 'length'],
    ['sagellm', 'engine-completions', 1, 8, 'length'],
  ])(
    '%s: %s completes with the counts of its usage and without a TTFT',
    async (engine, name, prompt, output, finish) => {
      const profile = profileOf(engine, name).name as keyof typeof engineProfiles;
      const seen = await ask(loadReply(name, engine), { profile, request: { stream: false } });
      expect(seen).toMatchObject({
        status: 'completed',
        finishReason: finish,
        promptTokensUsage: prompt,
        outputTokens: output,
        outputTokensSource: 'usage',
      });
      expect([seen.firstToken, seen.tokenTimes, seen.events]).toEqual([undefined, undefined, undefined]);
      expect(seen.end).toBeGreaterThan(seen.sent!);
      expect(seen.text.length).toBeGreaterThan(0);
    },
  );

  it.each<[RecordedEngine, string, number, number]>([
    ['vllm', 'embeddings', 2, 6],
    ['vllm', 'embeddings-base64', 1, 5],
    ['llama-server', 'embeddings', 2, 6],
    ['llama-server', 'embeddings-base64', 1, 1],
    ['sagellm', 'gateway-embeddings', 1, 1],
    ['sagellm', 'gateway-embeddings-list', 2, 3],
    ['sagellm', 'gateway-embeddings-base64', 1, 1],
  ])('%s: %s is an embedding of %i texts, as numbers or as base64', async (engine, name, texts, prompt) => {
    const input = { kind: 'texts' as const, texts: Array(texts).fill('hello') };
    const seen = await ask(loadReply(name, engine), { request: { input } });
    expect(seen).toMatchObject({ status: 'completed', promptTokensUsage: prompt });
    expect([seen.outputTokens, seen.short]).toEqual([undefined, undefined]);
  });
});
