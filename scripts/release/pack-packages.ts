import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeStaleFiles } from './remove-stale-files.ts';

const run = promisify(execFile);

/** A package as the registry would get it. `file` is the path of its tarball. */
export type Tarball = { name: string; version: string; file: string; files: readonly string[] };

/**
 * Packs every package that is published into `folder`, sorted by name. Packs what stands in `dist`, so `tsc -b` must
 * have run; what it left of sources that are gone is removed. Throws what pnpm said when it fails.
 */
export async function packPackages(root: string, folder: string): Promise<Tarball[]> {
  await mkdir(folder, { recursive: true });
  await removeStaleFiles(root);
  const [command, ...first] = await pnpmCommand(root);
  const filters = ['--filter', './packages/*', '--filter', './apps/*'];
  const { stdout } = await run(
    command!,
    [...first, '--recursive', ...filters, 'pack', '--json', '--pack-destination', folder],
    {
      cwd: root,
      maxBuffer: 16 * 2 ** 20,
      timeout: 120_000,
    },
  ).catch((error) => {
    throw new Error(`pnpm pack failed: ${error.stdout}\n${error.stderr}`, { cause: error });
  });
  // What a package does before it is packed is said first.
  const packed = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as {
    name: string;
    version: string;
    filename: string;
    files: { path: string }[];
  }[];
  return packed
    .map(({ name, version, filename, files }) => ({
      name,
      version,
      file: filename,
      files: files.map(({ path }) => path),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The pnpm that runs us, else the one that the workspace names: under npx, pnpm is on nobody's PATH. */
async function pnpmCommand(root: string): Promise<string[]> {
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    packageManager: string;
  };
  const { npm_execpath: path = '', npm_config_user_agent: agent = '' } = process.env;
  if (agent.startsWith(packageManager.replace('@', '/')) && /pnpm\.c?js$/.test(path)) return [process.execPath, path];
  return ['npx', '-y', '--prefer-offline', packageManager];
}
