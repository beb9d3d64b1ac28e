import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { faultError, type Sweep } from '@sagellm/bench-protocol';
import { renderSweep } from '@sagellm/bench-reporters';
import { freshFolder, lockFolder } from '../run/run-folder.ts';
import { writeWhole } from '../run/write-file.ts';
import { isPointFolder } from './sweep-points.ts';

const FILES = ['sweep.json', 'sweep.csv', 'SWEEP.md'];

export type SweepFolder = {
  /** Where an earlier sweep went, when there was one. */
  movedTo?: string;
  release(): Promise<void>;
};

/** Takes the folder for one sweep. An earlier sweep found there is moved to `sweeps/<time>/`, never overwritten. */
export async function takeSweepFolder(path: string): Promise<SweepFolder> {
  const release = await lockFolder(path);
  try {
    const movedTo = await moveEarlierSweep(path);
    return { release, ...(movedTo ? { movedTo } : {}) };
  } catch (cause) {
    await release();
    throw faultError(
      `--output ${path}: the earlier sweep there could not be moved (${(cause as Error).message})`,
      'name another folder with --output',
      cause,
    );
  }
}

async function moveEarlierSweep(path: string): Promise<string | undefined> {
  const names = await readdir(path);
  if (!names.includes('sweep.json')) return undefined;
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const target = await freshFolder(join(path, 'sweeps'), `until_${time}`);
  for (const name of names.filter((name) => FILES.includes(name) || isPointFolder(name)))
    await rename(join(path, name), join(target, name));
  return target;
}

/** Writes the sweep as it stands. Returns the paths. */
export async function writeSweep(path: string, sweep: Sweep): Promise<string[]> {
  const texts = {
    'sweep.json': `${JSON.stringify(sweep, null, 2)}\n`,
    'sweep.csv': renderSweep(sweep, 'csv', { color: false }),
    'SWEEP.md': renderSweep(sweep, 'markdown', { color: false }),
  };
  for (const [name, text] of Object.entries(texts)) await writeWhole(join(path, name), text);
  return FILES.map((name) => join(path, name));
}
