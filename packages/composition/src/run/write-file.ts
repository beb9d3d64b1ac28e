import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { faultError } from '@sagellm/bench-protocol';

/** Writes through a temporary name, so that nobody ever reads half a file. Creates the folder. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw faultError(`${path}: cannot be written (${(cause as Error).message})`, undefined, cause);
  }
}
