import { createServer, type Socket } from 'node:net';
import { systemClock } from '@sagellm/bench-clock';
import type { FailureClass, InferenceClient } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { createLeanTransport, createUndiciTransport } from '../src/index.ts';
import { httpChunk } from '../src/replay/write-reply.ts';
import { clientOf, GENEROUS, sent } from './example-client.ts';
import { exampleRequest } from './example-request.ts';
import { delta, events, finish, usage } from './read-pieces.ts';
import { ScriptedServer } from './scripted-server.ts';

const transports = { lean: createLeanTransport, undici: createUndiciTransport };

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string) => httpChunk(Buffer.from(text)).toString();
const GOOD = `${HEAD}${chunk(events(delta('a'), finish(), usage(1), '[DONE]'))}0\r\n\r\n`;
const status = (line: string, body = '', field = '') =>
  `HTTP/1.1 ${line}\r\n${field}content-length: ${body.length}\r\n\r\n${body}`;

type Outcome = FailureClass | 'completed';
type Case = {
  what: string;
  /** What the server does to the n-th request; it answers well where nothing is said. */
  does: Readonly<Record<number, (socket: Socket) => void>>;
  becomes: readonly Outcome[];
  /** How many connections it took. */
  connections: number;
  /** Words of the failures' messages, in turn. */
  messages?: readonly string[];
};

const writes = (text: string) => (socket: Socket) => void socket.write(text);

/** Five requests, one after another, with a pause in which a close is noticed. */
const cases: readonly Case[] = [
  { what: 'nothing', does: {}, becomes: Array(5).fill('completed'), connections: 1 },
  {
    what: 'a 500 in the middle',
    does: { 2: writes(status('500 Oops', '{"error":"kaputt"}')) },
    becomes: ['completed', 'completed', 'http', 'completed', 'completed'],
    connections: 1,
  },
  {
    what: 'a 500 that closes, in the middle',
    does: { 2: (socket) => socket.end(status('500 Oops', '', 'connection: close\r\n')) },
    becomes: ['completed', 'completed', 'http', 'completed', 'completed'],
    connections: 2,
  },
  {
    what: 'a 429 in the middle',
    does: { 1: writes(status('429 Slow', '', 'retry-after: 7\r\n')), 3: writes(status('429 Slow')) },
    becomes: ['completed', 'http', 'completed', 'http', 'completed'],
    connections: 1,
    messages: ['HTTP 429 with an empty body (Retry-After: 7)', 'HTTP 429 with an empty body'],
  },
  {
    what: 'an error event in the middle',
    does: { 2: writes(`${HEAD}${chunk(events(delta('a'), { error: { message: 'no' } }))}0\r\n\r\n`) },
    becomes: ['completed', 'completed', 'stream-error', 'completed', 'completed'],
    connections: 1,
  },
  {
    what: 'a stream that is cut in the middle',
    does: { 2: (socket) => socket.end(`${HEAD}${chunk(events(delta('a')))}`) },
    becomes: ['completed', 'completed', 'truncated', 'completed', 'completed'],
    connections: 2,
  },
  {
    what: 'garbage in the middle',
    does: { 2: writes(`${HEAD}zz\r\n`) },
    becomes: ['completed', 'completed', 'malformed', 'completed', 'completed'],
    connections: 2,
  },
  {
    what: 'a stream that hangs in the middle',
    does: { 2: writes(`${HEAD}${chunk(events(delta('a')))}`) },
    becomes: ['completed', 'completed', 'timeout', 'completed', 'completed'],
    connections: 2,
  },
  {
    what: 'a server that closes when the next request comes',
    does: { 2: (socket) => socket.destroy() },
    becomes: ['completed', 'completed', 'truncated', 'completed', 'completed'],
    connections: 2,
  },
  {
    what: 'a server that resets when the next request comes',
    does: { 2: (socket) => socket.resetAndDestroy() },
    becomes: ['completed', 'completed', 'truncated', 'completed', 'completed'],
    connections: 2,
  },
  {
    what: 'a server that closes behind an answer without saying so',
    does: { 2: (socket) => socket.end(GOOD) },
    becomes: Array(5).fill('completed'),
    connections: 2,
  },
  {
    what: 'a server that resets behind an answer',
    does: { 2: (socket) => void socket.write(GOOD, () => setTimeout(() => socket.resetAndDestroy(), 15)) },
    becomes: Array(5).fill('completed'),
    connections: 2,
  },
  {
    what: 'a server that says a timeout (408) on an idle connection and closes',
    does: {
      2: (socket) => void socket.write(GOOD, () => setTimeout(() => socket.end(status('408 Request Timeout')), 15)),
    },
    becomes: Array(5).fill('completed'),
    connections: 2,
  },
  {
    what: 'bytes behind an answer',
    does: { 2: writes(`${GOOD}${status('500 Oops')}`) },
    becomes: Array(5).fill('completed'),
    connections: 2,
  },
];

/** Lets what the other end did arrive. */
const aPause = () => new Promise((resolve) => setTimeout(resolve, 40));

const outcomeOf = async (client: InferenceClient, messages: string[] = []): Promise<Outcome> => {
  const seen = await sent(client, exampleRequest());
  if (seen.failure) messages.push(seen.failure.message);
  return seen.failure?.class ?? (seen.status as 'completed');
};

describe.each(Object.entries(transports))('a run with %s meets', (_name, create) => {
  it.each(cases.map((one) => [one.what, one] as const))('%s', async (_, { does, becomes, connections, messages }) => {
    await using server = await ScriptedServer.start((_request, socket) => {
      const act = does[server.requests.length - 1] ?? writes(GOOD);
      act(socket);
    });
    const transport = create({ origin: server.url, clock: systemClock, connectTimeoutMs: 5_000 });
    const client = clientOf(server.url, { transport, timeouts: { ...GENEROUS, idleMs: 120 } });
    const outcomes: Outcome[] = [];
    const said: string[] = [];
    for (let i = 0; i < becomes.length; i++) {
      outcomes.push(await outcomeOf(client, said));
      await aPause();
    }
    await client.close();
    expect(outcomes).toEqual(becomes);
    if (messages) expect(said).toEqual(messages);
    // Nothing is sent twice.
    expect([server.requests.length, server.connections]).toEqual([becomes.length, connections]);
  });

  it('a server that goes away: connect, from then on', async () => {
    const server = await ScriptedServer.start((_request, socket) => socket.end(GOOD));
    const transport = create({ origin: server.url, clock: systemClock, connectTimeoutMs: 5_000 });
    const client = clientOf(server.url, { transport });
    const first = await outcomeOf(client);
    await aPause();
    await server[Symbol.asyncDispose]();
    const others = [await outcomeOf(client), await outcomeOf(client)];
    await client.close();
    expect([first, ...others]).toEqual(['completed', 'connect', 'connect']);
  });

  it('a TLS handshake that is never answered: a timeout of the phase connect', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const url = `https://127.0.0.1:${port}`;
    const transport = create({ origin: url, clock: systemClock, connectTimeoutMs: 5_000 });
    const client = clientOf(url, { transport, timeouts: { ...GENEROUS, connectMs: 120 } });
    const seen = await sent(client, exampleRequest());
    await client.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect(seen.failure).toMatchObject({ class: 'timeout', phase: 'connect' });
  });

  it('plain HTTP where TLS was asked: connect', async () => {
    const speaksFirst = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end(status('400 Bad Request')),
    );
    await new Promise<void>((resolve) => speaksFirst.listen(0, '127.0.0.1', resolve));
    const { port } = speaksFirst.address() as { port: number };
    const url = `https://127.0.0.1:${port}`;
    const transport = create({ origin: url, clock: systemClock, connectTimeoutMs: 5_000 });
    const client = clientOf(url, { transport });
    const seen = await sent(client, exampleRequest());
    await client.close();
    await new Promise((resolve) => speaksFirst.close(resolve));
    expect(seen.failure?.class).toBe('connect');
  });
});
