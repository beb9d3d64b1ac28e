import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { lintTarball } from './release/lint-tarball.ts';
import { packPackages, type Tarball } from './release/pack-packages.ts';
import { type PlannedVersions, plannedVersions } from './release/planned-versions.ts';
import { countOf, LICENSE_NOTICE, refusal } from './release/refusal.ts';

type ReleaseOptions = { root: string; dryRun: boolean; env: NodeJS.ProcessEnv; print: (line: string) => void };

/**
 * `pnpm release` builds, packs and checks every package, then publishes those whose version is new; `--dry-run` stops
 * before that and needs no network. Returns the exit code: 1 when a package is not fit, 2 when publishing is refused.
 */
export async function release({ root, dryRun, env, print }: ReleaseOptions): Promise<number> {
  const planned = await plannedVersions(root);
  const reasons = dryRun ? [] : refusal({ env, waiting: planned.waiting });
  if (reasons.length > 0) {
    for (const reason of [...reasons, LICENSE_NOTICE]) print(reason);
    print('nothing was published; pnpm release --dry-run shows what would be');
    return 2;
  }

  await build(root);
  const unfit = await checkPackages(root, planned, print);
  print(LICENSE_NOTICE);
  if (unfit > 0) return 1;
  if (dryRun) print('dry run: nothing was published, and the registry was not asked which versions it has');
  else await publish(root, print);
  return 0;
}

/** What is published, without the tests. */
async function build(root: string): Promise<void> {
  const folders: string[] = [];
  for (const parent of ['packages', 'apps'])
    for (const name of await readdir(join(root, parent))) folders.push(join(parent, name));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-b', ...folders], { cwd: root }).catch((error) => {
    throw new Error(`the build failed:\n${error.stdout}${error.stderr}`, { cause: error });
  });
}

/** Prints a line for each package, and what is wrong with it. Returns how many are not fit. */
async function checkPackages(root: string, planned: PlannedVersions, print: (line: string) => void): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'release-'));
  let unfit = 0;
  try {
    const tarballs = await packPackages(root, folder);
    print(describePlan(tarballs.length, planned));
    for (const tarball of tarballs) {
      const problems = await lintTarball(tarball.file);
      const kilobytes = Math.round((await stat(tarball.file)).size / 1000);
      const verdict = problems.length === 0 ? 'publint clean' : problems.join('; ');
      print(`  ${tarball.name.padEnd(30)} ${versionOf(tarball, planned).padEnd(16)} ${kilobytes} kB  ${verdict}`);
      if (problems.length > 0) unfit += 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return unfit;
}

function describePlan(count: number, { waiting, problem }: PlannedVersions): string {
  const packages = countOf(count, 'package');
  if (waiting.length === 0) return `${packages}, each at the version that it has:`;
  const changesets = `${countOf(waiting.length, 'changeset')} waiting for \`changeset version\``;
  return problem
    ? `${packages}, ${changesets}; the versions they lead to are not known here (${problem}):`
    : `${packages}, ${changesets}, which raises them:`;
}

function versionOf({ name, version }: Tarball, { next }: PlannedVersions): string {
  const raised = next?.get(name);
  return raised && raised !== version ? `${version} → ${raised}` : version;
}

async function publish(root: string, print: (line: string) => void): Promise<void> {
  const command = [join(root, 'node_modules/@changesets/cli/bin.js'), 'publish'];
  const { stdout } = await run(process.execPath, command, { cwd: root }).catch((error) => {
    throw new Error(`publishing failed:\n${error.stdout}${error.stderr}`, { cause: error });
  });
  print(stdout);
}

const run = promisify(execFile);

if (import.meta.main) {
  try {
    const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
    process.exitCode = await release({
      root: join(import.meta.dirname, '..'),
      dryRun: values['dry-run'],
      env: process.env,
      print: console.log,
    });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
