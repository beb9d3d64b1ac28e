import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

export type PlannedVersions = {
  /** Changesets that no version has taken in yet. */
  waiting: string[];
  /** The version that each package gets from them, by name. Absent where changesets cannot tell. */
  next?: ReadonlyMap<string, string>;
  /** Why it cannot. */
  problem?: string;
};

/** What the waiting changesets make of the versions. Asks changesets itself, which compares with the branch `main`. */
export async function plannedVersions(root: string): Promise<PlannedVersions> {
  const waiting = (await readdir(join(root, '.changeset'))).filter(
    (name) => /\.md$/.test(name) && name !== 'README.md',
  );
  if (waiting.length === 0) return { waiting };
  const folder = await mkdtemp(join(tmpdir(), 'planned-'));
  const output = join(folder, 'status.json');
  try {
    // It joins the path to its own folder.
    await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules/@changesets/cli/bin.js'), 'status', '--output', relative(root, output)],
      { cwd: root, timeout: 60_000 },
    );
    const { releases } = JSON.parse(await readFile(output, 'utf8')) as {
      releases: { name: string; newVersion: string }[];
    };
    return { waiting, next: new Map(releases.map(({ name, newVersion }) => [name, newVersion])) };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { waiting, problem: /^Error: (.+)$/m.exec(stdout + stderr)?.[1] ?? (error as Error).message };
  } finally {
    await rm(folder, { recursive: true });
  }
}
