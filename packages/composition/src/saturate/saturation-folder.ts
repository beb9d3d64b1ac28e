import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { faultError, type SaturationSearch } from '@sagellm/bench-protocol';
import { renderSaturation } from '@sagellm/bench-reporters';
import { freshFolder, lockFolder } from '../run/run-folder.ts';
import { writeWhole } from '../run/write-file.ts';
import { isProbeFolder } from './run-probe.ts';

const FILES = ['saturation.json', 'saturation.csv', 'SATURATION.md'];

export type SaturationFolder = {
  /** Where an earlier search went, when there was one. */
  movedTo?: string;
  release(): Promise<void>;
};

/** Takes the folder for one search. An earlier one found there is moved to `searches/<time>/`, never overwritten. */
export async function takeSaturationFolder(path: string): Promise<SaturationFolder> {
  const release = await lockFolder(path);
  try {
    const movedTo = await moveEarlierSearch(path);
    return { release, ...(movedTo ? { movedTo } : {}) };
  } catch (cause) {
    await release();
    throw faultError(
      `--output ${path}: the earlier search there could not be moved (${(cause as Error).message})`,
      'name another folder with --output',
      cause,
    );
  }
}

async function moveEarlierSearch(path: string): Promise<string | undefined> {
  const earlier = (await readdir(path)).filter((name) => FILES.includes(name) || isProbeFolder(name));
  if (earlier.length === 0) return undefined;
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const target = await freshFolder(join(path, 'searches'), `until_${time}`);
  for (const name of earlier) await rename(join(path, name), join(target, name));
  return target;
}

/** Written anew after each probe: what has been measured is kept, whatever becomes of the rest. */
export async function writeSaturation(folder: string, search: SaturationSearch): Promise<string[]> {
  const texts = [
    `${JSON.stringify(search, null, 2)}\n`,
    renderSaturation(search, 'csv', { color: false }),
    renderSaturation(search, 'markdown', { color: false }),
  ];
  const paths = FILES.map((name) => join(folder, name));
  for (const [index, path] of paths.entries()) await writeWhole(path, texts[index]!);
  return paths;
}
