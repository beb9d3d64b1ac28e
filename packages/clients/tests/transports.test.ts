import type { Socket } from 'node:net';
import { systemClock } from '@sagellm/bench-clock';
import { describe, expect, it } from 'vitest';
import { createLeanTransport, createUndiciTransport } from '../src/index.ts';
import { httpChunk } from '../src/replay/write-reply.ts';
import { exchange, type Heard } from './exchange.ts';
import { ScriptedServer } from './scripted-server.ts';

const answerWhole = (_: unknown, socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');

/** Lets what the other end did arrive: a FIN, or nothing. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 30));

const transports = { undici: createUndiciTransport, lean: createLeanTransport };

describe.each(Object.entries(transports))('%s', (_name, create) => {
  const transportTo = (url: string) => create({ origin: url, clock: systemClock, connectTimeoutMs: 5_000 });

  describe('connections', () => {
    it('a request that has to connect first is told so, and is sent after that', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      const transport = transportTo(server.url);
      const before = systemClock.now();
      const heard = await exchange(transport);
      await transport.close();
      expect(heard.calls).toEqual(['connected', 'sent', 'headers', 'data', 'end']);
      expect(heard.connectMs).toBeGreaterThan(0);
      expect(heard.sent - before).toBeGreaterThanOrEqual(heard.connectMs!);
      expect(server.requests[0]).toMatchObject({ line: 'POST /v1/x?y=1 HTTP/1.1', body: '{}' });
    });

    it('connections opened ahead are used, and nobody pays for them', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      const transport = transportTo(server.url);
      await transport.open(3);
      const heard = await Promise.all([0, 1, 2].map((slot) => exchange(transport, slot)));
      await transport.close();
      expect(heard.map((one) => one.connectMs)).toEqual([undefined, undefined, undefined]);
      expect(server.connections).toBe(3);
      expect(server.perConnection).toEqual([1, 1, 1]);
    });

    it('open counts what is there already', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      const transport = transportTo(server.url);
      await transport.open(2);
      await transport.open(3);
      await aMoment();
      expect(server.connections).toBe(3);
      await transport.close();
    });

    it('a server that says keep-alive and closes behind its answers loses no request, once that was seen', async () => {
      await using server = await ScriptedServer.start((_, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nkeep-alive: timeout=5, max=100\r\ncontent-length: 2\r\n\r\nok');
        // Late enough that the next request is on its way where the connection is used again.
        setTimeout(() => socket.end(), 3);
      });
      const transport = transportTo(server.url);
      for (let i = 0; i < 3; i++) {
        await exchange(transport);
        await aMoment();
      }
      const inTurn = async (slot: number) => {
        const heard: Heard[] = [];
        for (let i = 0; i < 30; i++) heard.push(await exchange(transport, slot));
        return heard;
      };
      const heard = (await Promise.all([0, 1, 2, 3].map(inTurn))).flat();
      await transport.close();
      expect(heard.filter((one) => one.failure !== undefined)).toEqual([]);
      expect(heard.every((one) => one.connectMs !== undefined)).toBe(true);
      expect(server.perConnection.every((requests) => requests === 1)).toBe(true);
    });

    it('one that closes under the next request is found out by that, and loses no more', async () => {
      let answered = 0;
      await using server = await ScriptedServer.start((_, socket) => {
        // The second request on a connection meets its end.
        if (server.perConnection[server.connections - 1] === 2) socket.destroy();
        else answerWhole(undefined, socket);
        answered++;
      });
      const transport = transportTo(server.url);
      const heard: Heard[] = [];
      for (let i = 0; i < 12; i++) heard.push(await exchange(transport));
      await transport.close();
      expect(heard.map((one) => one.failure?.class ?? 'completed')).toEqual([
        ...Array(3).fill(['completed', 'truncated']).flat(),
        ...Array(6).fill('completed'),
      ]);
      expect(answered).toBe(12);
      expect(server.connections).toBe(9);
    });

    it('a server that closes what has been silent for longer keeps its connections', async () => {
      await using server = await ScriptedServer.start((_, socket) => {
        answerWhole(undefined, socket);
        setTimeout(() => socket.end(), 700);
      });
      const transport = transportTo(server.url);
      await exchange(transport);
      await new Promise((resolve) => setTimeout(resolve, 800));
      await exchange(transport);
      const third = await exchange(transport);
      await transport.close();
      expect(third.connectMs).toBeUndefined();
      expect(server.perConnection).toEqual([1, 2]);
    });

    it('a request never waits for another one: a connection more is opened', async () => {
      const waiting: Socket[] = [];
      await using server = await ScriptedServer.start((_, socket) => waiting.push(socket));
      const transport = transportTo(server.url);
      await transport.open(1);
      const both = Promise.all([exchange(transport, 0), exchange(transport, 1)]);
      while (waiting.length < 2) await aMoment();
      for (const socket of waiting) answerWhole(undefined, socket);
      const [first, second] = await both;
      await transport.close();
      expect(server.connections).toBe(2);
      expect([first.connectMs, second.connectMs !== undefined]).toEqual([undefined, true]);
    });

    it('one after another they share a connection, also when the next is sent from within the end of the last', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      const transport = transportTo(server.url);
      await exchange(transport, 0);
      const nested = await new Promise<Heard>((resolve) => {
        void exchange(transport, 0, (calls) => {
          if (calls.at(-1) === 'end') void exchange(transport, 1).then(resolve);
        });
      });
      await exchange(transport, 0);
      await transport.close();
      expect(nested.connectMs).toBeUndefined();
      expect(server.perConnection).toEqual([4]);
    });

    it('a server that closes after each answer gets a new connection each time, paid for apart', async () => {
      await using server = await ScriptedServer.start((_, socket) =>
        socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'),
      );
      const transport = transportTo(server.url);
      const heard = [await exchange(transport), await exchange(transport), await exchange(transport)];
      await transport.close();
      expect(heard.map((one) => [one.body, one.failure, one.connectMs !== undefined])).toEqual(
        Array(3).fill(['ok', undefined, true]),
      );
      expect(server.perConnection).toEqual([1, 1, 1]);
    });

    it('a connection that the server closed while it was idle is not used again', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      const transport = transportTo(server.url);
      await transport.open(2);
      await exchange(transport);
      server.closeIdle();
      await aMoment();
      const heard = await exchange(transport);
      await transport.close();
      expect(heard.failure).toBeUndefined();
      expect(heard.connectMs).toBeGreaterThan(0);
      expect(server.connections).toBe(3);
    });

    it('a connection opened ahead that the server closed, or spoke on, is not used', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      const transport = transportTo(server.url);
      await transport.open(2);
      await aMoment();
      server.speakOrClose();
      await aMoment();
      const heard = await exchange(transport);
      await transport.close();
      expect([heard.failure, heard.status, heard.body]).toEqual([undefined, 200, 'ok']);
      expect(heard.connectMs).toBeGreaterThan(0);
      expect(server.perConnection).toEqual([0, 0, 1]);
    });

    it('a connection opened ahead that was silent for too long is not used', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      let passed = 0;
      const clock = { ...systemClock, now: () => systemClock.now() + passed };
      const transport = create({ origin: server.url, clock, connectTimeoutMs: 5_000 });
      await transport.open(2);
      passed = 29_000;
      expect((await exchange(transport)).connectMs).toBeUndefined();
      passed = 31_000;
      const waiting = Promise.all([exchange(transport, 0), exchange(transport, 1)]);
      const [onUsed, onStale] = await waiting;
      await transport.close();
      expect(onUsed.connectMs).toBeUndefined();
      expect(onStale.connectMs).toBeDefined();
      expect(server.connections).toBe(3);
    });

    it('an aborted request is heard of no more, and its connection is closed', async () => {
      let closed = 0;
      await using server = await ScriptedServer.start((_, socket) => {
        socket.on('close', () => closed++);
        socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${httpChunk(Buffer.from('a'))}`);
      });
      const transport = transportTo(server.url);
      const calls: string[] = [];
      void exchange(transport, 7, (all) => {
        calls.splice(0, calls.length, ...all);
        if (all.at(-1) === 'data') transport.abort(7);
      });
      while (closed === 0) await aMoment();
      await transport.close();
      expect(calls).toEqual(['connected', 'sent', 'headers', 'data']);
      transport.abort(7);
      transport.abort(99);
    });

    it('a request aborted while it connects sends nothing', async () => {
      await using server = await ScriptedServer.start(answerWhole);
      const transport = transportTo(server.url);
      void exchange(transport, 0);
      transport.abort(0);
      await aMoment();
      await transport.close();
      expect(server.requests).toEqual([]);
    });
  });

  describe('stamps', () => {
    it('HTTP chunks of one socket read share one stamp, later reads have later ones', async () => {
      await using server = await ScriptedServer.start((_, socket) => {
        const two = Buffer.concat([httpChunk(Buffer.from('a')), httpChunk(Buffer.from('b'))]);
        socket.write(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'), two]));
        setTimeout(() => socket.write(Buffer.concat([httpChunk(Buffer.from('c')), Buffer.from('0\r\n\r\n')])), 30);
      });
      const transport = transportTo(server.url);
      const { stamps, body, sent } = await exchange(transport);
      await transport.close();
      expect(body).toBe('abc');
      // How many pieces a read is handed over in is the transport's own affair.
      const [first, second, ...more] = [...new Set(stamps)];
      expect(first).toBeGreaterThan(sent);
      expect(second).toBeGreaterThan(first!);
      expect(more).toEqual([]);
    });

    it('an interim 1xx answer is not the answer', async () => {
      await using server = await ScriptedServer.start((_, socket) =>
        socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
      );
      const transport = transportTo(server.url);
      const heard = await exchange(transport);
      await transport.close();
      expect([heard.status, heard.body]).toEqual([200, 'ok']);
      expect(heard.calls.filter((call) => call === 'headers')).toHaveLength(1);
    });
  });

  describe('failures', () => {
    it('nobody listens: connect', async () => {
      const server = await ScriptedServer.start(answerWhole);
      const { url } = server;
      await server[Symbol.asyncDispose]();
      const transport = transportTo(url);
      const heard = await exchange(transport);
      expect(heard.failure).toMatchObject({ class: 'connect' });
      expect(heard.failure?.message).toMatch(/ECONNREFUSED/);
      expect(heard.calls).toEqual(['fail']);
      await expect(transport.open(2)).rejects.toThrow(/could not open 2 connections .*ECONNREFUSED/);
      await transport.close();
    });

    it.each([
      ['closed before any answer', (socket: Socket) => socket.end(), 'truncated', /before any response/],
      ['reset before any answer', (socket: Socket) => socket.resetAndDestroy(), 'truncated', /before any response/],
      [
        'closed inside a body of known length',
        (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok'),
        'truncated',
        /before the body was complete/,
      ],
      [
        'closed inside a chunked body, with connection: close',
        (socket: Socket) =>
          socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'),
        'truncated',
        /before the body was complete/,
      ],
      ['another protocol', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'), 'malformed', /not HTTP\/1\.1/],
      [
        'a broken chunk size',
        (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
        'malformed',
        /not HTTP\/1\.1/,
      ],
    ] as const)('%s', async (_, answer, failureClass, says) => {
      await using server = await ScriptedServer.start((_request, socket) => void answer(socket));
      const transport = transportTo(server.url);
      const heard = await exchange(transport);
      await transport.close();
      expect(heard.failure?.class).toBe(failureClass);
      expect(heard.failure?.message).toMatch(says);
    });

    it('is never retried', async () => {
      await using server = await ScriptedServer.start((_, socket) => socket.destroy());
      const transport = transportTo(server.url);
      await exchange(transport);
      await aMoment();
      await transport.close();
      expect(server.requests).toHaveLength(1);
    });
  });
});
