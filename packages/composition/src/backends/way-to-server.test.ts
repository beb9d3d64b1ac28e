import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunPlan } from '@sagellm/bench-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWay } from './way-to-server.ts';

let folder: string;
let ca: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'way-'));
  ca = join(folder, 'ca.pem');
  await writeFile(ca, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
});
afterAll(() => rm(folder, { recursive: true }));

const SECURE = 'https://engine.test/v1';
const PLAIN = 'http://engine.test/v1';
const PROXIES = { HTTP_PROXY: 'http://me:secret@proxy:3128', HTTPS_PROXY: 'http://me:secret@proxy:3128' };
const planOf = (changes: Partial<RunPlan>) => RunPlan.parse(changes);

describe('the way to a server', () => {
  it('is nothing special where nothing is said', async () => {
    expect(await findWay(planOf({}), PLAIN, {})).toEqual({ access: {}, proxy: undefined, warnings: [] });
  });

  it('has the certificates of a file', async () => {
    const { access, warnings } = await findWay(planOf({ ca }), SECURE, {});
    expect(access).toEqual({ ca: await readFile(ca, 'utf8') });
    expect(warnings).toEqual([]);
  });

  it('is warned of where certificates are not checked', async () => {
    const { access, warnings } = await findWay(planOf({ insecure: true }), SECURE, {});
    expect(access).toEqual({ insecure: true });
    expect(warnings).toEqual([
      {
        code: 'tls-not-verified',
        message: expect.stringMatching(/^CERTIFICATES WERE NOT CHECKED \(--insecure\)/),
        remedy: expect.stringMatching(/--ca FILE/),
      },
    ]);
  });

  it('leads through the proxy of the environment, but not with the lean transport', async () => {
    for (const transport of ['auto', 'undici', 'openai-sdk'] as const) {
      const { access, proxy } = await findWay(planOf({ transport }), PLAIN, PROXIES);
      expect(access).toEqual({ proxy: 'http://me:secret@proxy:3128/' });
      expect(proxy?.text).toBe('http://proxy:3128');
    }
    const { access, proxy } = await findWay(planOf({ transport: 'lean' }), PLAIN, PROXIES);
    expect([access, proxy?.text]).toEqual([{}, 'http://proxy:3128']);
  });

  it.each<[string, Partial<RunPlan> | (() => Partial<RunPlan>), string, RegExp]>([
    ['certificates for http', () => ({ ca }), PLAIN, /^--ca: the URL is not https/],
    ['no checking for http', { insecure: true }, PLAIN, /^--insecure: the URL is not https/],
    ['both', () => ({ ca, insecure: true }), SECURE, /^--ca and --insecure exclude each other/],
    ['no such file', { ca: '/nowhere.pem' }, SECURE, /^--ca \/nowhere\.pem: there is no such file/],
    ['a folder', () => ({ ca: folder }), SECURE, /^--ca .*: EISDIR/],
    ['no such socket', { unix_socket: '/nowhere.sock' }, PLAIN, /^--unix-socket \/nowhere\.sock: there is no such/],
    ['a file for a socket', () => ({ unix_socket: ca }), PLAIN, /^--unix-socket .*: not a socket/],
  ])('is refused: %s', async (_, changes, url, says) => {
    const plan = planOf(typeof changes === 'function' ? changes() : changes);
    await expect(findWay(plan, url, {})).rejects.toMatchObject({ message: expect.stringMatching(says), exitCode: 2 });
  });

  it('is refused: a file without a certificate', async () => {
    const key = join(folder, 'key.pem');
    await writeFile(key, '-----BEGIN PRIVATE KEY-----\n');
    await expect(findWay(planOf({ ca: key }), SECURE, {})).rejects.toThrow(/no certificate in PEM form/);
  });
});
