import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Tarball } from '../../scripts/release/pack-packages.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = fileURLToPath(new URL('__fixtures__/outside-project', import.meta.url));

/**
 * The oldest Node that the packages promise to run on, where it can be had; its npm package holds the plain binary and
 * runs no script. Other platforms have a later 22 there.
 */
const platform = `${process.platform}-${process.arch}`;
const oldNode = {
  name: `${platform === 'darwin-arm64' ? 'node-bin' : 'node'}-${platform}`,
  version: platform === 'linux-x64' ? '22.19.0' : '22.23.2',
};
const INSTALL_WITHIN_MS = 100_000;

export type OutsideProject = { folder: string; bin: string; oldestNode: string };

/**
 * A project that knows nothing of this workspace: the tarballs and what they need from the registry, installed by npm.
 * No package may run a script. node-llama-cpp, an optional peer, is left out as npm does. `options` go to npm.
 */
export async function installOutside(
  folder: string,
  tarballs: readonly Tarball[],
  options: string[] = [],
): Promise<OutsideProject> {
  await cp(programs, folder, { recursive: true });
  const ours = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
  const manifest = {
    name: 'outside',
    private: true,
    type: 'module',
    dependencies: ours,
    // What the tarballs ask of each other is them too, never a package of the same name on the registry.
    overrides: Object.fromEntries(Object.keys(ours).map((name) => [name, `$${name}`])),
    devDependencies: { '@types/node': await catalogVersion('@types/node'), [oldNode.name]: oldNode.version },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await npmInstall(folder, options);
  return {
    folder,
    bin: join(folder, 'node_modules/.bin/sagellm-benchmark'),
    oldestNode: join(folder, 'node_modules', oldNode.name, 'bin/node'),
  };
}

async function catalogVersion(name: string): Promise<string> {
  const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
  return new RegExp(`^  "${name}": (.+)$`, 'm').exec(workspace)![1]!;
}

async function npmInstall(folder: string, options: string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  const impatient = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=30000'];
  await run('npm', ['install', ...quiet, ...impatient, ...options], { cwd: folder, timeout: INSTALL_WITHIN_MS }).catch(
    (error) => {
      const why = error.killed ? `not done within ${INSTALL_WITHIN_MS / 1000} s` : `${error.stdout}${error.stderr}`;
      throw new Error(`npm install of the tarballs failed (it needs the npm registry for zod, undici, …): ${why}`, {
        cause: error,
      });
    },
  );
}

/** What TypeScript says of the programs, as a user's strict settings read our types. Empty when they are fine. */
export async function typeErrors(folder: string): Promise<string[]> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [compiler, '-p', folder]).catch((error) => error);
  return stdout.split('\n').filter((line: string) => /error TS/.test(line));
}

/** A copy of the project in which one line is missing from the `exports` of one package. */
export async function withoutExport(project: OutsideProject, name: string, subpath: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'without-export-'));
  await cp(programs, folder, { recursive: true });
  const [installed, modules] = [join(project.folder, 'node_modules'), join(folder, 'node_modules')];
  await mkdir(join(modules, '@sagellm'), { recursive: true });
  for (const parent of ['.', '@sagellm']) {
    for (const entry of await readdir(join(installed, parent))) {
      const place = join(parent, entry);
      if (place === name) await cp(join(installed, place), join(modules, place), { recursive: true });
      else if (place !== '@sagellm') await symlink(join(installed, place), join(modules, place));
    }
  }
  const path = join(modules, name, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { exports: Record<string, unknown> };
  if (!(subpath in manifest.exports)) throw new Error(`${name} has no export ${subpath} to remove`);
  delete manifest.exports[subpath];
  await writeFile(path, JSON.stringify(manifest));
  return folder;
}
