import { describe, expect, it } from 'vitest';
import { createReplayServer, engineProfiles, probeServer, type Recording } from '../src/index.ts';
import { clientOf } from './example-client.ts';
import { exampleRequest } from './example-request.ts';
import { loadRecording, loadReply } from './recording.ts';

const probe = (url: string) =>
  probeServer({ baseUrl: url, profile: engineProfiles.openai, signal: new AbortController().signal, timeoutMs: 5_000 });

describe('createReplayServer', () => {
  it('lists the recorded model, and answers every POST with the recording', async () => {
    const server = await createReplayServer(loadRecording('chat-stream-usage'), { port: 0, pace: 'one-piece' });
    expect(await probe(`${server.url}/v1`)).toMatchObject({ model: 'tiny', models: ['tiny'] });
    const client = clientOf(server.url, { profile: engineProfiles.openai });
    for (let i = 0; i < 3; i++) {
      const { observation } = await client.generate(exampleRequest());
      expect(observation).toMatchObject({ status: 'completed', outputTokens: 12 });
    }
    await client.close();
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    await server.close();
  });

  it('a recording that names no model serves one all the same', async () => {
    const server = await createReplayServer(loadReply('chat'), { port: 0, pace: 'as-recorded' });
    expect((await probe(server.url)).model).toBe('replay');
    await server.close();
  });

  it('keeps the recorded times, as many times as fast as asked', async () => {
    const recording: Recording = {
      ...loadRecording('chat-stream-usage'),
      reads: loadRecording('chat-stream-usage').reads.map((read, i) => ({ ...read, ms: 100 * i })),
      endMs: 2000,
    };
    const spanOf = async (speed: number) => {
      const server = await createReplayServer(recording, { port: 0, pace: 'as-recorded', speed });
      const client = clientOf(server.url);
      const { observation } = await client.generate(exampleRequest());
      await client.close();
      await server.close();
      return observation.end! - observation.sent!;
    };
    // Never earlier than recorded; how much later depends on the machine.
    expect(await spanOf(4)).toBeGreaterThan(490);
    expect(await spanOf(20)).toBeGreaterThan(95);
  });

  it('serves many at once', async () => {
    const server = await createReplayServer(loadRecording('chat-stream'), { port: 0, pace: 'byte-by-byte' });
    const client = clientOf(server.url);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => client.generate(exampleRequest({ request_id: `r-${i}` }))),
    );
    await client.close();
    await server.close();
    expect(answers.map((answer) => answer.observation.tokenEvents)).toEqual(Array(8).fill(11));
  });

  it('a port that is taken is a fault with its number', async () => {
    const first = await createReplayServer(loadRecording('chat-stream'), { port: 0, pace: 'one-piece' });
    const port = Number(new URL(first.url).port);
    await expect(createReplayServer(loadRecording('chat-stream'), { port, pace: 'one-piece' })).rejects.toThrow(
      `port ${port}: cannot listen (EADDRINUSE)`,
    );
    await first.close();
  });

  it('closes while a stream is open', async () => {
    const server = await createReplayServer(loadRecording('term-server-midstream'), { port: 0, pace: 'one-piece' });
    const client = clientOf(server.url);
    const answer = client.generate(exampleRequest({ max_tokens: 1500 }));
    for await (const event of client.stream(exampleRequest({ request_id: 'r-2', max_tokens: 1500 }))) {
      if (event.type === 'token') break;
    }
    await server.close();
    expect((await answer).observation.failure?.class).toBe('truncated');
    await client.close();
  });
});
