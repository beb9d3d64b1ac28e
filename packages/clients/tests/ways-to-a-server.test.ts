import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sagellm/bench-clock';
import type { Observation, Transport } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import {
  createLeanTransport,
  createOpenAISdkTransport,
  createUndiciTransport,
  engineProfiles,
  fetchText,
  probeServer,
  type ServerAccess,
  tlsOptionsOf,
} from '../src/index.ts';
import { clientOf, sent } from './example-client.ts';
import { exampleRequest } from './example-request.ts';
import { SmallProxy } from './small-proxy.ts';
import { SmallServer, tlsFixture } from './small-server.ts';

type Open = (origin: string, access: ServerAccess) => Transport;

const shared = (origin: string) => ({ origin, clock: systemClock, connectTimeoutMs: 5_000 });
const lean: Open = (origin, { ca, insecure, socketPath }) =>
  createLeanTransport({
    ...shared(origin),
    ...(socketPath ? { socketPath } : {}),
    tls: { ...(ca ? { ca } : {}), ...(insecure ? { insecure } : {}) },
  });
const undici: Open = (origin, { socketPath, proxy, ...tls }) =>
  createUndiciTransport({
    ...shared(origin),
    ...(socketPath ? { socketPath } : {}),
    ...(proxy ? { proxy } : {}),
    tls: tlsOptionsOf(tls),
  });
const sdk: Open = (origin, access) => createOpenAISdkTransport({ origin, clock: systemClock, access });

const all = Object.entries({ lean, undici, 'openai-sdk': sdk });
/** Our own client speaks to servers only. */
const proxied = all.filter(([name]) => name !== 'lean');

/** Two answers, one after another. */
async function askTwice(open: Open, url: string, access: ServerAccess): Promise<Observation[]> {
  const client = clientOf(url, { transport: open(new URL(url).origin, access) });
  await client.open(1).catch(() => {});
  const seen = [await sent(client, exampleRequest()), await sent(client, exampleRequest())];
  await client.close();
  return seen;
}

const outcome = ({ status, outputTokens, failure }: Observation) => [status, outputTokens ?? failure?.class];
const TWO_ANSWERS = [
  ['completed', 2],
  ['completed', 2],
];
const TWO_NOT_CONNECTED = [
  ['failed', 'connect'],
  ['failed', 'connect'],
];

const probe = (baseUrl: string, access: ServerAccess) =>
  probeServer({
    baseUrl,
    access,
    profile: engineProfiles.openai,
    signal: AbortSignal.timeout(5_000),
    timeoutMs: 5_000,
  });

describe.each(all)('over TLS, %s', (_, open) => {
  it('reaches a server whose certificate it was given', async () => {
    await using server = await SmallServer.start(undefined, true);
    const seen = await askTwice(open, `https://127.0.0.1:${server.port}`, { ca: await tlsFixture('certificate.pem') });
    expect(seen.map(outcome)).toEqual(TWO_ANSWERS);
  });

  it('does not trust it unasked, and says what to do', async () => {
    await using server = await SmallServer.start(undefined, true);
    const seen = await askTwice(open, `https://127.0.0.1:${server.port}`, {});
    expect(seen.map(outcome)).toEqual(TWO_NOT_CONNECTED);
    expect(seen[0]!.failure?.message).toMatch(/^self-signed certificate: trust .* with --ca FILE/);
    expect(server.asked).toEqual([]);
  });

  it('does not trust it under another name', async () => {
    await using server = await SmallServer.start({ host: '::1', port: 0 }, true);
    const seen = await askTwice(open, `https://[::1]:${server.port}`, { ca: await tlsFixture('certificate.pem') });
    expect(seen.map(outcome)).toEqual(TWO_NOT_CONNECTED);
    expect(seen[0]!.failure?.message).toMatch(/does not match .*: use a name in --url/);
    expect(server.asked).toEqual([]);
  });

  it('trusts anybody where that is asked', async () => {
    await using server = await SmallServer.start({ host: '::1', port: 0 }, true);
    const seen = await askTwice(open, `https://[::1]:${server.port}`, { insecure: true });
    expect(seen.map(outcome)).toEqual(TWO_ANSWERS);
  });
});

describe.each(all)('elsewhere, %s', (_, open) => {
  it('reaches a server on IPv6', async () => {
    await using server = await SmallServer.start({ host: '::1', port: 0 });
    const seen = await askTwice(open, `http://[::1]:${server.port}/v1`, {});
    expect(seen.map(outcome)).toEqual(TWO_ANSWERS);
    expect(server.asked[0]).toBe(`POST [::1]:${server.port} /v1/chat/completions`);
  });

  it('reaches a server on a Unix socket, with and without TLS', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'way-'));
    const socketPath = join(folder, 'engine.sock');
    const ca = await tlsFixture('certificate.pem');
    for (const [url, secure] of [
      ['http://engine.test/v1', false],
      ['https://engine.test/v1', true],
    ] as const) {
      await using server = await SmallServer.start({ path: socketPath }, secure);
      const seen = await askTwice(open, url, { socketPath, ca });
      expect(seen.map(outcome)).toEqual(TWO_ANSWERS);
      expect(server.asked[0]).toBe('POST engine.test /v1/chat/completions');
    }
    const [gone] = await askTwice(open, 'http://engine.test/v1', { socketPath });
    await rm(folder, { recursive: true });
    expect(outcome(gone!)).toEqual(['failed', 'connect']);
    expect(gone!.failure?.message).toMatch(/ENOENT/);
  });
});

describe.each(proxied)('through a proxy, %s', (_, open) => {
  it('asks it for the whole URL of an http server', async () => {
    await using server = await SmallServer.start();
    await using proxy = await SmallProxy.start();
    const url = `http://engine.test:${server.port}`;
    const seen = await askTwice(open, url, { proxy: `http://127.0.0.1:${proxy.port}` });
    expect(seen.map(outcome)).toEqual(TWO_ANSWERS);
    expect(proxy.asked).toEqual(Array(2).fill(`POST ${url}/v1/chat/completions`));
    expect(server.asked[0]).toBe(`POST engine.test:${server.port} /v1/chat/completions`);
  });

  it('has a tunnel to an https server, and checks its certificate', async () => {
    await using server = await SmallServer.start(undefined, true);
    await using proxy = await SmallProxy.start();
    const url = `https://engine.test:${server.port}`;
    const access = { proxy: `http://127.0.0.1:${proxy.port}`, ca: await tlsFixture('certificate.pem') };
    expect((await askTwice(open, url, access)).map(outcome)).toEqual(TWO_ANSWERS);
    expect(proxy.asked[0]).toBe(`CONNECT engine.test:${server.port}`);
    const [other] = await askTwice(open, `https://other.test:${server.port}`, access);
    expect(outcome(other!)).toEqual(['failed', 'connect']);
    expect(other!.failure?.message).toMatch(/other\.test.*: use a name in --url/);
  });

  it('tells it who asks', async () => {
    await using server = await SmallServer.start();
    await using secure = await SmallServer.start(undefined, true);
    await using proxy = await SmallProxy.start('me:s@cret');
    const access = { proxy: `http://me:s%40cret@127.0.0.1:${proxy.port}`, ca: await tlsFixture('certificate.pem') };
    for (const url of [`http://engine.test:${server.port}`, `https://engine.test:${secure.port}`]) {
      expect((await askTwice(open, url, access)).map(outcome)).toEqual(TWO_ANSWERS);
    }
  });
});

describe('a proxy that does not let through, undici', () => {
  it('is an answer of HTTP 407 for http, and no connection for https', async () => {
    await using proxy = await SmallProxy.start('me:secret');
    const access = { proxy: `http://me:wrong@127.0.0.1:${proxy.port}` };
    const [plain] = await askTwice(undici, 'http://engine.test:9', access);
    expect([plain!.failure?.class, plain!.httpStatus]).toEqual(['http', 407]);
    const [tunnel] = await askTwice(undici, 'https://engine.test:9', access);
    expect(outcome(tunnel!)).toEqual(['failed', 'connect']);
    expect(tunnel!.failure?.message).toBe(
      `the proxy http://127.0.0.1:${proxy.port}: it answers CONNECT engine.test:9 with HTTP 407`,
    );
  });

  it('is not there at all: connect, and its name is said, not the credentials', async () => {
    const proxy = await SmallProxy.start();
    const { port } = proxy;
    await proxy[Symbol.asyncDispose]();
    for (const url of ['http://engine.test:9', 'https://engine.test:9']) {
      const [seen] = await askTwice(undici, url, { proxy: `http://me:secret@127.0.0.1:${port}` });
      expect(outcome(seen!)).toEqual(['failed', 'connect']);
      expect(seen!.failure?.message).toMatch(new RegExp(`^the proxy http://127.0.0.1:${port}: .*ECONNREFUSED`));
      expect(seen!.failure?.message).not.toMatch(/secret/);
    }
  });

  it('closes the tunnel while it is made, again and again: connect, once', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.on('error', () => {}).once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const transport = undici('https://engine.test:9', { proxy: `http://127.0.0.1:${port}` });
    const client = clientOf('https://engine.test:9', { transport });
    const seen = await sent(client, exampleRequest());
    await client.close();
    await new Promise((resolve) => server.close(resolve));
    expect(outcome(seen)).toEqual(['failed', 'connect']);
    expect(connections).toBe(1);
  });
});

describe('who is asked before the load is reached in the same way', () => {
  it('by certificate', async () => {
    await using server = await SmallServer.start(undefined, true);
    const url = `https://127.0.0.1:${server.port}`;
    const access = { ca: await tlsFixture('certificate.pem') };
    expect((await probe(url, access)).model).toBe('tiny');
    expect((await probe(url, { insecure: true })).model).toBe('tiny');
    expect(await fetchText(`${url}/metrics`, undefined, access)).toContain('tiny');
    await expect(probe(url, {})).rejects.toMatchObject({
      message: expect.stringMatching(/cannot be reached \(self-signed certificate\)$/),
      remedy: expect.stringMatching(/--ca FILE/),
    });
  });

  it('by socket and by proxy', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'way-'));
    const socketPath = join(folder, 'engine.sock');
    {
      await using _server = await SmallServer.start({ path: socketPath });
      expect((await probe('http://localhost', { socketPath })).model).toBe('tiny');
    }
    await rm(folder, { recursive: true });
    await using server = await SmallServer.start();
    await using proxy = await SmallProxy.start('me:secret');
    const access = { proxy: `http://me:secret@127.0.0.1:${proxy.port}` };
    expect((await probe(`http://engine.test:${server.port}`, access)).model).toBe('tiny');
    expect(proxy.asked[0]).toBe(`GET http://engine.test:${server.port}/v1/models`);
  });
});
