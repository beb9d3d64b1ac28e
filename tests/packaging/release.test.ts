import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Nobody listens there, so whoever asks the network fails. */
const nowhere = 'http://127.0.0.1:1';
const noNetwork = { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, npm_config_fetch_retries: '0', CI: '', NPM_TOKEN: '' };

async function release(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [`${root}scripts/release.ts`, ...args];
  const options = { cwd: root, env: { ...process.env, ...noNetwork } };
  return promisify(execFile)(process.execPath, command, options).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    (error) => error,
  );
}

it('a dry run packs and checks every package without network, and publishes nothing', async () => {
  const { code, stdout, stderr } = await release(['--dry-run']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const packages = stdout.split('\n').filter((line) => line.startsWith('  '));
  expect(packages).toHaveLength(13);
  for (const line of packages)
    expect(line).toMatch(/^ {2}(@sagellm\/bench-\S+|sagellm-benchmark) +\d+\.\d+\.\d+.* kB {2}publint clean$/);
  expect(stdout).toContain('license UNLICENSED');
  expect(stdout).toMatch(/dry run: nothing was published.*\n$/);
}, 120_000);

it('a release from a machine that is not CI is refused', async () => {
  const { code, stdout } = await release([]);
  expect(code).toBe(2);
  expect(stdout).toContain('CI is not set');
});
