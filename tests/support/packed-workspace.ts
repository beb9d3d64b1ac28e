import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packPackages } from '../../scripts/release/pack-packages.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

export type PackedWorkspace = { folder: string; bin: string; [Symbol.asyncDispose](): Promise<void> };

/**
 * Packs every package as it would be published and unpacks the tarballs side by side, so that a test runs what users
 * would get: `dist` by the `exports` of `publishConfig`. Packages of others are linked from the workspace. Needs `tsc -b`
 * to have run.
 */
export async function packWorkspace(): Promise<PackedWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  const tarballs = join(folder, 'tarballs');
  for (const { file } of await packPackages(root, tarballs)) await unpack(file, folder);
  return {
    folder,
    bin: join(folder, 'node_modules', 'sagellm-benchmark', 'dist', 'main.js'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function unpack(tarball: string, folder: string): Promise<void> {
  const staging = await mkdtemp(join(folder, 'unpack-'));
  await run('tar', ['-xzf', tarball, '-C', staging]);
  const manifest = JSON.parse(await readFile(join(staging, 'package', 'package.json'), 'utf8')) as Manifest;
  const home = join(folder, 'node_modules', manifest.name);
  await mkdir(dirname(home), { recursive: true });
  await run('mv', [join(staging, 'package'), home]);
  await rm(staging, { recursive: true });

  const source = join(
    root,
    manifest.name.startsWith('@') ? `packages/${manifest.name.replace('@sagellm/bench-', '')}` : 'apps/cli',
  );
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (dependency.startsWith('@sagellm/')) continue;
    const link = join(home, 'node_modules', dependency);
    await mkdir(dirname(link), { recursive: true });
    await symlink(await realpath(join(source, 'node_modules', dependency)), link);
  }
}

type Manifest = { name: string; dependencies?: Record<string, string>; peerDependencies?: Record<string, string> };
