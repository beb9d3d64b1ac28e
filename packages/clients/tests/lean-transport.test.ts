import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { systemClock } from '@sagellm/bench-clock';
import type { HttpRequest } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { createLeanTransport, createUndiciTransport, type LeanTransportOptions } from '../src/index.ts';
import { httpChunk } from '../src/replay/write-reply.ts';
import { exchange } from './exchange.ts';
import { ScriptedServer } from './scripted-server.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const ANSWER = `${HEAD}${httpChunk(Buffer.from('ok'))}0\r\n\r\n`;

const leanTo = (origin: string, more: Partial<LeanTransportOptions> = {}) =>
  createLeanTransport({ origin, clock: systemClock, connectTimeoutMs: 5_000, ...more });

const fixture = (name: string) => readFile(new URL(`../__fixtures__/tls/${name}`, import.meta.url));

/** Answers every read, wherever it listens. */
const answerAll = (socket: Socket) => socket.on('error', () => {}).on('data', () => socket.write(ANSWER));

async function listening<T extends Server>(
  server: T,
  where: { port: number; host: string } | { path: string },
): Promise<T> {
  await new Promise<void>((resolve) => server.listen(where, resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

describe('over TLS', () => {
  const start = async (names: (string | false | null)[] = []) => {
    const server = createTlsServer(
      { key: await fixture('key.pem'), cert: await fixture('certificate.pem') },
      (socket: TLSSocket) => {
        names.push(socket.servername);
        answerAll(socket);
      },
    );
    return listening(server, { port: 0, host: '127.0.0.1' });
  };

  it('trusts a certificate that it is given, and keeps the connection', async () => {
    const names: (string | false | null)[] = [];
    const server = await start(names);
    const transport = leanTo(`https://127.0.0.1:${portOf(server)}`, { tls: { ca: await fixture('certificate.pem') } });
    await transport.open(1);
    const heard = [await exchange(transport), await exchange(transport)];
    await transport.close();
    await closed(server);
    expect(heard.map((one) => [one.body, one.connectMs, one.failure])).toEqual(
      Array(2).fill(['ok', undefined, undefined]),
    );
    // An address is no server name.
    expect(names).toEqual([false]);
  });

  it('asks for the name it is given, and holds the certificate to it', async () => {
    const names: (string | false | null)[] = [];
    const server = await start(names);
    const ca = await fixture('certificate.pem');
    const origin = `https://127.0.0.1:${portOf(server)}`;
    const bodies = [];
    for (const servername of ['engine.test', 'other.test']) {
      const transport = leanTo(origin, { tls: { ca, servername } });
      const heard = await exchange(transport);
      bodies.push([heard.body, heard.failure?.class, heard.failure?.message]);
      await transport.close();
    }
    await closed(server);
    expect(bodies).toEqual([
      ['ok', undefined, undefined],
      ['', 'connect', expect.stringMatching(/other\.test/)],
    ]);
    expect(names).toContain('engine.test');
  });

  it('trusts nobody unasked, as undici does, and anybody where that is asked', async () => {
    const server = await start();
    const origin = `https://127.0.0.1:${portOf(server)}`;
    const failures = [];
    for (const transport of [
      leanTo(origin),
      createUndiciTransport({ origin, clock: systemClock, connectTimeoutMs: 5_000 }),
    ]) {
      failures.push((await exchange(transport)).failure);
      await transport.close();
    }
    const insecure = leanTo(origin, { tls: { insecure: true } });
    const heard = await exchange(insecure);
    await insecure.close();
    await closed(server);
    expect(failures[0]).toMatchObject({ class: 'connect', message: expect.stringMatching(/self.signed/) });
    expect(failures[0]).toEqual(failures[1]);
    expect([heard.body, heard.connectMs! > 0]).toEqual(['ok', true]);
  });
});

describe('where a server may listen', () => {
  it('on IPv6', async () => {
    const server = await listening(createServer(answerAll), { port: 0, host: '::1' });
    const transport = leanTo(`http://[::1]:${portOf(server)}/v1`);
    const heard = await exchange(transport);
    await transport.close();
    await closed(server);
    expect(heard.body).toBe('ok');
  });

  it('on a Unix socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lean-'));
    const socketPath = join(folder, 'engine.sock');
    const server = await listening(createServer(answerAll), { path: socketPath });
    const transport = leanTo('http://engine.test', { socketPath });
    await transport.open(2);
    const heard = await exchange(transport);
    await transport.close();
    await closed(server);
    const gone = await exchange(transport);
    await rm(folder, { recursive: true });
    expect([heard.body, heard.connectMs]).toEqual(['ok', undefined]);
    expect(gone.failure).toMatchObject({ class: 'connect', message: expect.stringMatching(/ENOENT/) });
  });
});

describe('what it writes', () => {
  const requests: readonly HttpRequest[] = [
    { method: 'POST', path: '/v1/x?y=1', headers: { accept: 'a', 'x-request-id': 'é' }, body: Buffer.from('{"é":1}') },
    { method: 'POST', path: '/', headers: {}, body: undefined },
    { method: 'GET', path: '/metrics', headers: { accept: '*/*' }, body: undefined },
  ];

  it('is what undici writes, byte by byte', async () => {
    const received: string[] = [];
    const server = createServer((socket) => {
      socket
        .on('error', () => {})
        .on('data', (bytes) => {
          received.push(bytes.toString('latin1'));
          socket.write(ANSWER);
        });
    });
    await listening(server, { port: 0, host: '127.0.0.1' });
    const origin = `http://127.0.0.1:${portOf(server)}`;
    for (const request of requests) {
      received.length = 0;
      for (const transport of [
        leanTo(origin),
        createUndiciTransport({ origin, clock: systemClock, connectTimeoutMs: 5_000 }),
      ]) {
        await exchange(transport, 0, undefined, request);
        await transport.close();
      }
      expect(received).toHaveLength(2);
      expect(received[0]).toBe(received[1]);
    }
    await closed(server);
  });

  it('arrives whole where it is larger than what a socket takes at once', async () => {
    await using server = await ScriptedServer.start((_, socket) => socket.write(ANSWER));
    const transport = leanTo(server.url);
    const body = Buffer.alloc(8 * 1024 * 1024, 'a');
    const heard = await exchange(transport, 0, undefined, { method: 'POST', path: '/', headers: {}, body });
    await transport.close();
    expect(heard.body).toBe('ok');
    expect(server.requests[0]!.body.length).toBe(body.length);
  });

  it('a request that cannot be written fails without a throw, as with undici', async () => {
    await using server = await ScriptedServer.start((_, socket) => socket.write(ANSWER));
    const classes = [];
    for (const create of [createLeanTransport, createUndiciTransport]) {
      const transport = create({ origin: server.url, clock: systemClock, connectTimeoutMs: 5_000 });
      const request = { method: 'POST' as const, path: '/', headers: { 'x-a': 'a\nb' }, body: undefined };
      const heard = await exchange(transport, 0, undefined, request);
      classes.push([heard.failure?.class, heard.calls]);
      await transport.close();
    }
    expect(classes).toEqual(Array(2).fill(['connect', ['fail']]));
    expect(server.requests).toEqual([]);
  });
});

describe('connections that are used again', () => {
  it('a server that closes behind each answer without saying so costs a connection, not an answer', async () => {
    await using server = await ScriptedServer.start((_, socket) => socket.end(ANSWER));
    const transport = leanTo(server.url);
    const results: unknown[] = [];
    // Each is sent from within the end of the one before, when the close cannot have been read.
    const next = async (left: number): Promise<void> => {
      let following: Promise<void> | undefined;
      const heard = await exchange(transport, left, (calls) => {
        if (calls.at(-1) === 'end' && left > 0) following = next(left - 1);
      });
      results.push([heard.body, heard.failure]);
      await following;
    };
    await next(4);
    await transport.close();
    expect(results).toEqual(Array(5).fill(['ok', undefined]));
    expect(server.perConnection).toEqual([1, 1, 1, 1, 1]);
  });

  it('bytes behind an answer make its connection unfit, and do no harm to the next answer', async () => {
    await using server = await ScriptedServer.start((_, socket) => socket.write(`${ANSWER}HTTP/1.1 500 X\r\n\r\n`));
    const transport = leanTo(server.url);
    const heard = [await exchange(transport), await exchange(transport)];
    await transport.close();
    expect(heard.map((one) => [one.status, one.body])).toEqual(Array(2).fill([200, 'ok']));
    expect(server.perConnection).toEqual([1, 1]);
  });

  it.each([
    ['4 seconds, where the server says nothing', '', 3_900, 4_100],
    ['two seconds less than the server says', 'keep-alive: timeout=10\r\n', 7_900, 8_100],
    ['never, where it says two seconds', 'keep-alive: timeout=2\r\n', undefined, 0],
  ])('a used one is silent for at most %s', async (_, field, fresh, stale) => {
    await using server = await ScriptedServer.start((_request, socket) =>
      socket.write(ANSWER.replace('\r\n', `\r\n${field}`)),
    );
    let passed = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + passed };
    const transport = leanTo(server.url, { clock });
    await exchange(transport);
    if (fresh !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      passed += fresh;
      expect((await exchange(transport)).connectMs).toBeUndefined();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    passed += stale;
    expect((await exchange(transport)).connectMs).toBeDefined();
    await transport.close();
  });

  it('a server that closes while the request is on its way: truncated, not sent again', async () => {
    await using server = await ScriptedServer.start((_, socket) => {
      if (server.requests.length === 1) socket.write(ANSWER);
      else socket.destroy();
    });
    const transport = leanTo(server.url);
    await exchange(transport);
    const heard = await exchange(transport);
    await transport.close();
    expect([heard.failure?.class, heard.connectMs]).toEqual(['truncated', undefined]);
    expect(heard.failure?.message).toMatch(/before any response/);
    expect(server.requests).toHaveLength(2);
  });

  it('one read buffer for all: answers that come mixed are told apart', async () => {
    await using server = await ScriptedServer.start(async (request, socket) => {
      const name = request.headers['x-name']!;
      socket.write(HEAD);
      for (let i = 0; i < 20; i++) {
        socket.write(httpChunk(Buffer.from(`${name}${i},`)));
        await new Promise((resolve) => setImmediate(resolve));
      }
      socket.write('0\r\n\r\n');
    });
    const transport = leanTo(server.url);
    const names = Array.from({ length: 30 }, (_, i) => `n${i}-`);
    const heard = await Promise.all(
      names.map((name, slot) =>
        exchange(transport, slot, undefined, {
          method: 'POST',
          path: '/',
          headers: { 'x-name': name },
          body: undefined,
        }),
      ),
    );
    await transport.close();
    expect(heard.map((one) => one.body)).toEqual(
      names.map((name) => Array.from({ length: 20 }, (_, i) => `${name}${i},`).join('')),
    );
  });
});

describe('giving up', () => {
  it.each(['sent', 'headers', 'data'])('in %s: nothing more is heard', async (stage) => {
    await using server = await ScriptedServer.start((_, socket) => socket.write(ANSWER));
    const transport = leanTo(server.url);
    await transport.open(1);
    const calls: string[] = [];
    void exchange(transport, 3, (all) => {
      calls.splice(0, calls.length, ...all);
      if (all.at(-1) === stage) transport.abort(3);
    });
    await new Promise((resolve) => setTimeout(resolve, 40));
    await transport.close();
    expect(calls.at(-1)).toBe(stage);
  });

  it('connecting is given up after its limit: a timeout of the phase connect', async () => {
    const timers: (() => void)[] = [];
    const clock = {
      ...systemClock,
      schedule: (_at: number, callback: () => void) => {
        timers.push(callback);
        return () => {};
      },
    };
    const transport = leanTo('http://127.0.0.1:9', { clock });
    const heard = exchange(transport);
    timers[0]!();
    expect((await heard).failure).toMatchObject({ class: 'timeout', phase: 'connect' });
    await transport.close();
  });

  it('while a request waits for a connection that rests: it is never written', async () => {
    await using server = await ScriptedServer.start((_, socket) => socket.write(ANSWER));
    const transport = leanTo(server.url);
    await exchange(transport, 0, (calls) => {
      if (calls.at(-1) !== 'end') return;
      void exchange(transport, 1);
      transport.abort(1);
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await transport.close();
    expect(server.requests).toHaveLength(1);
  });

  it('closing closes what rests, what is idle and what is busy', async () => {
    await using server = await ScriptedServer.start((request, socket) => {
      if (request.headers['x-wait'] === undefined) socket.write(ANSWER);
    });
    const transport = leanTo(server.url);
    await transport.open(3);
    void exchange(transport, 9, undefined, { method: 'GET', path: '/', headers: { 'x-wait': '1' }, body: undefined });
    await exchange(transport, 1);
    await transport.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.open).toBe(0);
  });
});
