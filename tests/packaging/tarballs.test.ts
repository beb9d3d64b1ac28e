import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintTarball } from '../../scripts/release/lint-tarball.ts';
import { packPackages, type Tarball } from '../../scripts/release/pack-packages.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const published = [
  ...['clients', 'clock', 'composition', 'contract', 'datasets', 'engines', 'latency-model', 'metrics', 'protocol'],
  ...['random', 'reporters', 'runner'],
].map((name) => `@sagellm/bench-${name}`);
const app = 'sagellm-benchmark';

let folder = '';
let tarballs: ReadonlyMap<string, Tarball>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tarballs-'));
  tarballs = new Map((await packPackages(root, join(folder, 'tarballs'))).map((tarball) => [tarball.name, tarball]));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Where the tarball of a package stands unpacked. */
async function unpacked(name: string): Promise<string> {
  const home = await mkdtemp(join(folder, 'unpacked-'));
  await run('tar', ['-xzf', tarballs.get(name)!.file, '-C', home]);
  return join(home, 'package');
}

it('every package and the app are packed, and nothing else', () => {
  expect([...tarballs.keys()].sort()).toEqual([...published, app].sort());
  expect(new Set([...tarballs.values()].map(({ version }) => version)).size).toBe(1);
});

describe.each([...published, app])('the tarball of %s', (name) => {
  it('gives publint and arethetypeswrong nothing to say', async () => {
    expect(await lintTarball(tarballs.get(name)!.file)).toEqual([]);
    expect(await wrongTypes(tarballs.get(name)!.file)).toEqual([]);
  });

  it('is an ESM package with types, open to whoever may see it, and installs no script', async () => {
    const manifest = JSON.parse(await readFile(join(await unpacked(name), 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ type: 'module', license: 'UNLICENSED', engines: { node: '>=22.19' } });
    expect(Object.keys(manifest.scripts ?? {}).filter((script) => /install|prepare/.test(script))).toEqual([]);
    const workspaceOnly = Object.values({ ...manifest.dependencies, ...manifest.peerDependencies }).filter((range) =>
      /workspace:|catalog:|file:|link:/.test(String(range)),
    );
    expect(workspaceOnly).toEqual([]);
  });

  it('has maps that lead to sources which are in it too', async () => {
    const home = await unpacked(name);
    const files = await readdir(home, { recursive: true });
    const maps = files.filter((file) => file.endsWith('.map'));
    const compiled = files.filter((file) => /^dist\/.*\.js$/.test(file));
    expect(maps.length).toBe(compiled.length * 2);
    const lost: string[] = [];
    for (const map of maps) {
      const { sources } = JSON.parse(await readFile(join(home, map), 'utf8')) as { sources: string[] };
      for (const source of sources) {
        const path = relative(home, join(home, dirname(map), source));
        if (!files.includes(path)) lost.push(`${map} → ${path}`);
      }
    }
    expect(compiled.length).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  });

  it('holds no test, no fixture and no build state', () => {
    const odd = tarballs
      .get(name)!
      .files.filter((file) => /\.(test|bench|test-d)\.|__fixtures__|tsbuildinfo/.test(file));
    expect(odd).toEqual([]);
  });
});

describe('what bundlers may leave out', () => {
  it.each(published)('%s says which of its modules do something when imported', async (name) => {
    const { sideEffects } = JSON.parse(await readFile(join(await unpacked(name), 'package.json'), 'utf8'));
    // The module of the engine process is started by being imported.
    if (name === '@sagellm/bench-engines') expect(sideEffects).toContain('./dist/process/main.js');
    else expect(sideEffects).toBe(false);
  });
});

describe('bench-clients stays light', () => {
  const clients = '@sagellm/bench-clients';

  it('has less than 300 kB of JavaScript and types', async () => {
    const home = await unpacked(clients);
    const files = tarballs.get(clients)!.files.filter((file) => /\.(js|d\.ts)$/.test(file));
    let bytes = 0;
    for (const file of files) bytes += (await stat(join(home, file))).size;
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(300_000);
  });

  it('brings no native module and no engine', async () => {
    const { dependencies } = JSON.parse(await readFile(join(await unpacked(clients), 'package.json'), 'utf8'));
    const expected = ['@sagellm/bench-clock', '@sagellm/bench-protocol', 'eventsource-parser', 'undici'];
    expect(Object.keys(dependencies).sort()).toEqual(expected);
    expect(tarballs.get(clients)!.files.filter((file) => /\.(node|gyp|wasm)$/.test(file))).toEqual([]);
  });
});

describe('the gates themselves', () => {
  it('find an export whose file is missing, and types that nobody finds', async () => {
    const home = await unpacked('@sagellm/bench-clock');
    await rm(join(home, 'dist/index.d.ts'));
    await rm(join(home, 'src'), { recursive: true });
    const broken = join(folder, 'broken.tgz');
    await run('tar', ['-czf', broken, '-C', dirname(home), 'package']);
    expect(await lintTarball(broken)).toEqual([expect.stringContaining('dist/index.d.ts')]);
    expect(await wrongTypes(broken)).toContain('UntypedResolution');
  });
});

/** The problems that arethetypeswrong sees from ESM; from CommonJS these packages cannot be required, by intent. */
async function wrongTypes(file: string): Promise<string[]> {
  const command = fileURLToPath(new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')));
  const args = [command, '--profile', 'esm-only', '--format', 'json', file];
  const { stdout, code } = await run(process.execPath, args, { maxBuffer: 64 * 2 ** 20 }).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  if (code === 0) return [];
  const { problems = {} } = JSON.parse(stdout) as { problems?: Record<string, unknown> };
  return Object.keys(problems).length > 0 ? Object.keys(problems) : [`exit ${code}`];
}
