import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { faultError } from '@sagellm/bench-protocol';

const LOCK = 'run.lock';

/** Files that a run writes at the top of its output folder. */
const isRunFile = (name: string) =>
  [
    'benchmark_summary.json',
    'manifest.json',
    'config.json',
    'REPORT.md',
    'requests.jsonl',
    'token-times.u32',
    'contract.json',
    'calibration.json',
    'truth.json',
  ].includes(name) || /_metrics\.json$/.test(name);

export type RunFolder = {
  path: string;
  /** Where an earlier run's files went, when there was one. */
  movedTo?: string;
  release(): Promise<void>;
};

/** Creates the output folder if need be and proves that it can be written to, without touching what is there. */
export async function checkOutputFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    const probe = join(path, `.write-probe-${process.pid}`);
    await (await open(probe, 'w')).close();
    await rm(probe);
  } catch (cause) {
    throw faultError(
      `--output ${path}: cannot be written to (${(cause as Error).message})`,
      'name another folder with --output',
      cause,
    );
  }
}

/**
 * Takes the folder for one run. The newest run's files stand at its top; an earlier run found there is moved to
 * `runs/<its time>/`, never overwritten. A second run at the same time is refused.
 */
export async function takeRunFolder(path: string): Promise<RunFolder> {
  const release = await lockFolder(path);
  try {
    const movedTo = await moveEarlierRun(path);
    return { path, release, ...(movedTo ? { movedTo } : {}) };
  } catch (cause) {
    await release();
    throw faultError(
      `--output ${path}: the earlier run there could not be moved (${(cause as Error).message})`,
      undefined,
      cause,
    );
  }
}

/** Makes the folder if need be and keeps others out of it until what is returned is called. */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  await checkOutputFolder(path);
  await lock(path);
  return () => rm(join(path, LOCK), { force: true });
}

async function lock(path: string): Promise<void> {
  for (const attempt of [1, 2]) {
    try {
      const handle = await open(join(path, LOCK), 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
        throw faultError(`--output ${path}: ${(cause as Error).message}`, undefined, cause);
      const holder = Number(await readFile(join(path, LOCK), 'utf8').catch(() => ''));
      if (attempt === 2 || isAlive(holder)) {
        throw faultError(
          `--output ${path}: another run (process ${holder}) is writing there`,
          'wait for it, or name another folder with --output',
        );
      }
      // Whoever held it ended without a word.
      await rm(join(path, LOCK), { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function moveEarlierRun(path: string): Promise<string | undefined> {
  const files = (await readdir(path)).filter(isRunFile);
  if (files.length === 0) return undefined;
  const target = await freshFolder(join(path, 'runs'), await timeOf(path, files));
  for (const file of files) await rename(join(path, file), join(target, file));
  return target;
}

/** When the earlier run began, by its manifest; by the age of its files where it has none. */
async function timeOf(path: string, files: string[]): Promise<string> {
  const manifest = await readFile(join(path, 'manifest.json'), 'utf8').catch(() => undefined);
  const started = manifest && /"started_at":\s*"([^"]+)"/.exec(manifest)?.[1];
  const date = started ? new Date(started) : (await stat(join(path, files[0]!))).mtime;
  const valid = Number.isNaN(date.getTime()) ? (await stat(join(path, files[0]!))).mtime : date;
  return valid
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

/** A new folder of this name, with a number behind it where it is taken. */
export async function freshFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (let count = 1; ; count++) {
    const candidate = join(parent, count === 1 ? name : `${basename(name)}_${count}`);
    try {
      await mkdir(candidate);
      return candidate;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
