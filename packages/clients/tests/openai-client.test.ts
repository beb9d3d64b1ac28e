import type { Observation } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { engineProfiles } from '../src/index.ts';
import { httpChunk } from '../src/replay/write-reply.ts';
import { clientOf, GENEROUS, sent } from './example-client.ts';
import { exampleRequest } from './example-request.ts';
import { delta, events, finish, usage } from './read-pieces.ts';
import { ScriptedServer } from './scripted-server.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string) => httpChunk(Buffer.from(text));
const LAST = '0\r\n\r\n';

describe('the client on a real socket', () => {
  it('sends what the profile says, and the key in its header alone', async () => {
    await using server = await ScriptedServer.start((_, socket) => {
      socket.write(
        Buffer.concat([
          Buffer.from(HEAD),
          chunk(events(delta('hi'), finish(), usage(12), '[DONE]')),
          Buffer.from(LAST),
        ]),
      );
    });
    const client = clientOf(`${server.url}/proxy/v1/`, { apiKey: 'sk-secret' });
    const seen = await sent(client, exampleRequest({ exact_output: true, sampling: { temperature: 0 } }));
    await client.close();
    const [request] = server.requests;
    expect(request!.line).toBe('POST /proxy/v1/chat/completions HTTP/1.1');
    expect(request!.headers).toMatchObject({
      authorization: 'Bearer sk-secret',
      accept: 'text/event-stream',
      'accept-encoding': 'identity',
      'x-request-id': 'r-1',
    });
    expect(JSON.parse(request!.body)).toEqual({
      model: 'tiny',
      messages: [{ role: 'user', content: 'Say something' }],
      max_tokens: 12,
      ignore_eos: true,
      min_tokens: 12,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true, continuous_usage_stats: true },
    });
    expect(seen).toMatchObject({ status: 'completed', outputTokens: 12, promptTokensUsage: 5, httpStatus: 200 });
    expect(JSON.stringify([seen, client.description])).not.toContain('sk-secret');
  });

  it('orders its moments: sent, headers, first event, first token, last token, end', async () => {
    await using server = await ScriptedServer.start(async (_, socket) => {
      for (const piece of [events(delta('')), events(delta('a')), events(delta('b')), events(finish(), '[DONE]')]) {
        socket.write(piece === events(delta('')) ? Buffer.concat([Buffer.from(HEAD), chunk(piece)]) : chunk(piece));
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      socket.write(LAST);
    });
    const client = clientOf(server.url);
    await client.open(1);
    const seen = await sent(client, exampleRequest());
    await client.close();
    const moments = [seen.sent, seen.headers, seen.firstEvent, seen.firstToken, seen.lastToken, seen.end] as number[];
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(seen.firstToken! - seen.firstEvent!).toBeGreaterThan(5);
    expect(seen.end! - seen.lastToken!).toBeGreaterThan(20);
    expect(seen).toMatchObject({ events: 5, tokenEvents: 2, reads: 4, tokenTimes: [seen.firstToken, seen.lastToken] });
    expect(seen.connectMs).toBeUndefined();
  });

  it('stops at [DONE] where the server keeps the body open, and says so', async () => {
    await using server = await ScriptedServer.start((_, socket) => {
      socket.write(Buffer.concat([Buffer.from(HEAD), chunk(events(delta('a'), finish(), '[DONE]'))]));
    });
    const client = clientOf(server.url);
    const seen = await sent(client, exampleRequest());
    await client.close();
    expect(seen).toMatchObject({ status: 'completed', remarks: ['the body was left open after [DONE]'] });
    expect(seen.end).toBe(seen.lastToken);
  });

  it('takes the end of the body for the end, also a moment after [DONE]', async () => {
    await using server = await ScriptedServer.start((_, socket) => {
      socket.write(Buffer.concat([Buffer.from(HEAD), chunk(events(delta('a'), finish(), '[DONE]'))]));
      setTimeout(() => socket.write(LAST), 20);
    });
    const client = clientOf(server.url);
    const seen = await sent(client, exampleRequest());
    await client.close();
    expect(seen.remarks).toBeUndefined();
    expect(seen.end! - seen.lastToken!).toBeGreaterThan(10);
  });

  it('cancels: nothing more is heard, the server sees the connection close, later cancels do nothing', async () => {
    let closed = false;
    await using server = await ScriptedServer.start((_, socket) => {
      socket.on('close', () => {
        closed = true;
      });
      socket.write(Buffer.concat([Buffer.from(HEAD), chunk(events(delta('a')))]));
    });
    const client = clientOf(server.url);
    const observations: Observation[] = [];
    const sending = client.send(client.prepare(exampleRequest()), (observation) => observations.push(observation));
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    sending.cancel('run stopped');
    sending.cancel('again');
    while (!closed) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({ status: 'cancelled', reason: 'run stopped' });
    await client.close();
    expect(observations).toHaveLength(1);
  });

  it('close cancels what is on its way, and what is sent after it', async () => {
    await using server = await ScriptedServer.start(() => {});
    const client = clientOf(server.url);
    const observation = sent(client, exampleRequest());
    await client.close();
    expect(await observation).toMatchObject({ status: 'cancelled', reason: 'client closed' });
    expect(await sent(client, exampleRequest())).toMatchObject({ status: 'cancelled' });
  });

  it.each([
    ['first-token', '', { firstTokenMs: 40 }],
    ['first-token', events(delta('')), { firstTokenMs: 40 }],
    ['idle', events(delta('a')), { idleMs: 40 }],
    ['total', events(delta('a')), { totalMs: 60 }],
  ] as const)('runs into %s after %j', async (phase, body, limits) => {
    await using server = await ScriptedServer.start((_, socket) => {
      socket.write(Buffer.concat([Buffer.from(HEAD), body === '' ? Buffer.alloc(0) : chunk(body)]));
    });
    const client = clientOf(server.url, { timeouts: { ...GENEROUS, ...limits } });
    const seen = await sent(client, exampleRequest());
    await client.close();
    expect(seen).toMatchObject({ status: 'failed', failure: { class: 'timeout', phase } });
  });

  it('streams tokens as they come, and leaving the loop cancels', async () => {
    let closed = false;
    await using server = await ScriptedServer.start((_, socket) => {
      socket.on('close', () => {
        closed = true;
      });
      socket.write(Buffer.concat([Buffer.from(HEAD), chunk(events(delta('a'), delta('b')))]));
    });
    const client = clientOf(server.url);
    const texts: string[] = [];
    for await (const event of client.stream(exampleRequest())) {
      if (event.type === 'token') texts.push(event.text);
      if (texts.length === 2) break;
    }
    while (!closed) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.close();
    expect(texts).toEqual(['a', 'b']);
  });

  it('gives up on a signal, with what came until then', async () => {
    await using server = await ScriptedServer.start((_, socket) => {
      socket.write(Buffer.concat([Buffer.from(HEAD), chunk(events(delta('half')))]));
    });
    const client = clientOf(server.url);
    const controller = new AbortController();
    const result = client.generate(exampleRequest(), { signal: controller.signal });
    setTimeout(() => controller.abort(), 40);
    expect(await result).toMatchObject({ text: 'half', observation: { status: 'cancelled', reason: 'aborted' } });
    expect((await client.generate(exampleRequest(), { signal: AbortSignal.abort() })).observation.status).toBe(
      'cancelled',
    );
    await client.close();
  });

  it('embeds: prompt tokens by usage, no token times, no output tokens', async () => {
    const body = JSON.stringify({
      data: [{ embedding: [0.1] }, { embedding: 'AACAPw==' }],
      usage: { prompt_tokens: 7, total_tokens: 7, completion_tokens: 0 },
    });
    await using server = await ScriptedServer.start((_, socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    const client = clientOf(server.url, { profile: engineProfiles.openai });
    const seen = await sent(client, exampleRequest({ input: { kind: 'texts', texts: ['a', 'b'] } }));
    const wrong = await sent(client, exampleRequest({ input: { kind: 'texts', texts: ['a'] } }));
    await client.close();
    expect(server.requests[0]!.line).toBe('POST /v1/embeddings HTTP/1.1');
    expect(JSON.parse(server.requests[0]!.body)).toEqual({ model: 'tiny', input: ['a', 'b'] });
    expect(seen).toMatchObject({ status: 'completed', promptTokensUsage: 7 });
    expect([seen.outputTokens, seen.tokenTimes, seen.firstToken]).toEqual([undefined, undefined, undefined]);
    expect(wrong.failure).toMatchObject({ class: 'malformed', message: '2 embeddings for 1 texts' });
  });

  it('sends many at once, and each hears its own answer', async () => {
    await using server = await ScriptedServer.start((request, socket) => {
      const text = JSON.parse(request.body).messages[0].content;
      const pieces = [...text].map((letter: string) => chunk(events(delta(letter))));
      socket.write(HEAD);
      for (const piece of pieces) setImmediate(() => socket.write(piece));
      setTimeout(() => socket.write(Buffer.concat([chunk(events(finish(), '[DONE]')), Buffer.from(LAST)])), 10);
    });
    const client = clientOf(server.url);
    await client.open(10);
    const asked = Array.from({ length: 60 }, (_, i) => `text number ${i}`);
    const answers = await Promise.all(
      asked.map((text, i) =>
        client.generate(exampleRequest({ request_id: `r-${i}`, input: { kind: 'text', text }, max_tokens: 30 })),
      ),
    );
    await client.close();
    expect(answers.map((answer) => answer.text)).toEqual(asked);
    expect(answers.every((answer) => answer.observation.status === 'completed')).toBe(true);
  });
});
