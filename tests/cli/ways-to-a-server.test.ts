import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SmallProxy } from '../../packages/clients/tests/small-proxy.ts';
import { SmallServer } from '../../packages/clients/tests/small-server.ts';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const certificate = fileURLToPath(new URL('../../packages/clients/__fixtures__/tls/certificate.pem', import.meta.url));

let runs = 0;

/** Three requests, and what the run says of its way there. */
async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const output = inFolder(`run-${runs++}`);
  const common = ['--workload', 'Q1', '--requests', '3', '--warmup', '0', '--no-ignore-eos', '--output', output];
  const result = await runBench(['run', ...common, ...args], { env });
  const manifest = await readFile(`${output}/manifest.json`, 'utf8').then(JSON.parse, () => undefined);
  const report = await readFile(`${output}/REPORT.md`, 'utf8').catch(() => '');
  const summary = await readFile(`${output}/benchmark_summary.json`, 'utf8').then(JSON.parse, () => undefined);
  return { ...result, manifest, report, completed: summary?.overall.successful_requests };
}

describe('run reaches', () => {
  it('a server on a Unix socket, without a URL', async () => {
    const path = inFolder('engine.sock');
    await using server = await SmallServer.start({ path });
    const { completed, manifest } = await run(['--unix-socket', path]);
    expect(completed).toBe(3);
    expect(manifest.engine).toMatchObject({ transport: 'lean', url: 'http://localhost' });
    expect(server.asked.filter((line) => line.startsWith('POST localhost '))).toHaveLength(3);
  });

  it('a server by its IPv6 address', async () => {
    await using server = await SmallServer.start({ host: '::1', port: 0 });
    const { completed } = await run(['--url', `http://[::1]:${server.port}/v1`]);
    expect(completed).toBe(3);
  });

  it('an https server whose certificate it is given', async () => {
    await using server = await SmallServer.start(undefined, true);
    const url = `https://localhost:${server.port}/v1`;
    const { completed, report } = await run(['--url', url, '--ca', certificate]);
    expect(completed).toBe(3);
    expect(report).not.toMatch(/CERTIFICATES/);
  });

  it('an https server that nobody knows, only with --insecure, and says so wherever it is read', async () => {
    await using server = await SmallServer.start(undefined, true);
    const url = `https://127.0.0.1:${server.port}/v1`;
    const refused = await run(['--url', url]);
    expect([refused.code, refused.manifest]).toEqual([1, undefined]);
    expect(refused.stderr).toMatch(/^error: .*self-signed certificate\)$/m);
    expect(refused.stderr).toMatch(/^ {2}→ .*--ca FILE/m);
    expect(server.asked).toEqual([]);

    const { completed, stdout, stderr, report, manifest } = await run(['--url', url, '--insecure']);
    expect(completed).toBe(3);
    for (const text of [stdout, stderr, report]) expect(text).toMatch(/CERTIFICATES WERE NOT CHECKED/);
    expect(manifest.warnings.map((warning: { code: string }) => warning.code)).toContain('tls-not-verified');
  });

  it('a server behind the proxy of the environment, and writes that down without the password', async () => {
    await using server = await SmallServer.start();
    await using proxy = await SmallProxy.start('me:secret-word');
    const url = `http://engine.test:${server.port}/v1`;
    const env = {
      HTTP_PROXY: `http://me:secret-word@127.0.0.1:${proxy.port}`,
      NO_PROXY: '',
      http_proxy: '',
      no_proxy: '',
    };
    const { completed, manifest, stdout, stderr } = await run(['--url', url], env);
    expect(completed).toBe(3);
    expect(manifest.engine).toMatchObject({
      transport: 'undici',
      transport_reason: `lean goes through no proxy, and HTTP_PROXY names http://127.0.0.1:${proxy.port}`,
      notes: expect.arrayContaining([expect.stringMatching(/through the proxy .*: its time/)]),
    });
    expect(stderr).toMatch(
      /^through the proxy http:.*, which HTTP_PROXY names\n(.*\n)*transport undici \(auto\): lean goes through no proxy/m,
    );
    expect(JSON.stringify(manifest) + stdout + stderr).not.toMatch(/secret-word/);
    expect(proxy.asked.filter((line) => line === `POST ${url}/chat/completions`)).toHaveLength(3);

    const past = await run(['--url', url], { ...env, NO_PROXY: 'engine.test' });
    expect(past.code).toBe(1);
    expect(past.stderr).toMatch(/engine\.test/);
  });

  it('a server whose answers the lean transport refuses, by undici', async () => {
    await using server = await SmallServer.start();
    // More header lines than lean reads, on everything the server says.
    const sockets = new Set<Socket>();
    const many = `${'a:1\r\n'.repeat(2_100)}`;
    const front = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.on('data', async (bytes) => {
        const [line, ...rest] = bytes.toString('latin1').split('\r\n');
        const [method, path] = line!.split(' ');
        const body = method === 'GET' ? null : rest.at(-1)!;
        const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: method!, body });
        const text = await answer.text();
        const type = answer.headers.get('content-type');
        socket.write(
          `HTTP/1.1 200 OK\r\n${many}content-type: ${type}\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
        );
      });
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const { port } = front.address() as { port: number };
    const { completed, manifest, stderr } = await run(['--url', `http://127.0.0.1:${port}/v1`]);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => front.close(resolve));
    expect(stderr).toMatch(/^transport undici \(auto\): lean cannot read what this server answers/m);
    expect([completed, manifest.engine.transport]).toEqual([3, 'undici']);
  });
});

describe('run refuses', () => {
  it.each([
    [
      'a way to a server without a server',
      ['--backend', 'mock', '--insecure'],
      /^error: --insecure does not go with --backend mock$/m,
    ],
    [
      'a certificate file that is none',
      ['--url', 'https://localhost:1', '--ca', '/dev/null'],
      /--ca \/dev\/null: no certificate/,
    ],
    ['a socket that is none', ['--unix-socket', '/dev/null'], /--unix-socket \/dev\/null: not a socket/],
    ['a transport that is none', ['--transport', 'http2'], /--transport http2: must be one of auto, lean, undici/],
  ])('%s', async (_, args, says) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});
