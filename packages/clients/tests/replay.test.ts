import { describe, expect, it } from 'vitest';
import { brokenStreams } from './broken-streams.ts';
import { clientOf, GENEROUS } from './example-client.ts';
import { exampleRequest } from './example-request.ts';
import { expectedOf, recordedStreams } from './recorded-streams.ts';
import { loadRecording, loadReply } from './recording.ts';
import { type RawReply, ReplayServer, writeReply } from './replay-server.ts';

const cuts = {
  'as it was recorded': (reads: readonly Uint8Array[]) => reads,
  'byte by byte': (reads: readonly Uint8Array[]) => [...Buffer.concat(reads)].map((byte) => Uint8Array.of(byte)),
  'in one piece': (reads: readonly Uint8Array[]) => [Buffer.concat(reads)],
};

async function ask(reply: RawReply, maxTokens = 12, stream = true) {
  await using server = await ReplayServer.start((_, socket) => void writeReply(socket, reply));
  // A stream that goes silent is given up; the others end long before.
  const idleMs = reply.end === 'timeout' ? 150 : GENEROUS.idleMs;
  const client = clientOf(server.url, { timeouts: { ...GENEROUS, idleMs } });
  const { observation, text, reasoning } = await client.generate(exampleRequest({ max_tokens: maxTokens, stream }));
  await client.close();
  return { ...observation, text: text + reasoning };
}

describe.each(Object.entries(cuts))('recorded streams over a socket, %s', (_, cut) => {
  it.each(recordedStreams)('$name', async ({ name, expected }) => {
    const recording = loadRecording(name);
    const seen = await ask({ ...recording, pieces: cut(recording.reads) }, recording.request.body.max_tokens);
    expect(expectedOf(seen)).toEqual(expected);
    expect(seen.bodyBytes).toBe(Buffer.concat(recording.reads).length);
    if (name === 'term-server-midstream') expect(seen.failure?.phase).toBe('idle');
  });
});

describe('broken streams over a socket', () => {
  it.each(brokenStreams.map((stream) => [stream.what, stream.becomes, stream] as const))(
    '%s: %s',
    async (_, __, stream) => {
      const contentType = 'contentType' in stream ? stream.contentType : 'text/event-stream';
      const seen = await ask({
        status: stream.status ?? 200,
        headers: { connection: 'close', ...(contentType ? { 'content-type': contentType } : {}) },
        pieces: [Buffer.from(stream.body)],
        end: stream.cut ? 'fin-before-last-chunk' : 'fin',
      });
      expect(seen.status === 'completed' ? 'completed' : seen.failure?.class).toBe(stream.becomes);
      if (stream.says) expect(seen.failure?.message).toMatch(stream.says);
    },
  );

  it('a reset in the middle is truncated too', async () => {
    const { reads, ...recording } = loadRecording('chat-stream');
    const seen = await ask({ ...recording, pieces: reads.slice(0, 2), end: 'reset' });
    expect(seen.failure).toMatchObject({ class: 'truncated' });
    expect(seen.firstToken).toBeGreaterThan(seen.sent!);
  });
});

describe('recorded replies without a stream, over a socket', () => {
  const over = (name: string, stream = false) => {
    const { status, headers, body } = loadReply(name);
    return ask({ status, headers, pieces: [body], end: 'fin' }, 12, stream);
  };

  it.each([
    ['chat', 11, 12],
    ['completions', 6, 12],
    ['chat-reasoning', 11, 12],
    ['chat-token-ids', 11, 4],
  ])('%s completes with the counts of its usage and without a TTFT', async (name, prompt, output) => {
    const seen = await over(name);
    expect(seen).toMatchObject({
      status: 'completed',
      finishReason: 'length',
      promptTokensUsage: prompt,
      outputTokens: output,
      outputTokensSource: 'usage',
    });
    expect(seen.firstToken).toBeUndefined();
    expect(seen.tokenTimes).toBeUndefined();
    expect(seen.events).toBeUndefined();
    expect(seen.end).toBeGreaterThan(seen.sent!);
    expect(seen.text.length).toBeGreaterThan(0);
  });

  it.each([
    ['err-unknown-model', 404, /The model `nope` does not exist/],
    ['err-no-api-key', 401, /^HTTP 401: Unauthorized$/],
    ['err-prompt-too-long-stream', 400, /maximum context length/],
    ['err-type', 400, /^HTTP 400: /],
    ['embeddings-not-supported', 404, /^HTTP 404: Not Found$/],
    ['method-not-allowed', 405, /^HTTP 405: Method Not Allowed$/],
  ])('%s fails with its status and the words of the server', async (name, status, says) => {
    const seen = await over(name, true);
    expect(seen.failure).toMatchObject({ class: 'http', http_status: status });
    expect(seen.failure?.message).toMatch(says);
    expect(seen.failure?.message).not.toMatch(/\n/);
  });
});
