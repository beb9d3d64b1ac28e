import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const OUTPUT = /\.(?:js|d\.ts)(?:\.map)?$/;

/**
 * Removes what `tsc -b` left in `dist` of sources that are gone; it never does so itself, and it would be published.
 * Returns what it removed, as paths below `root`.
 */
export async function removeStaleFiles(root: string): Promise<string[]> {
  const removed: string[] = [];
  for (const parent of ['packages', 'apps']) {
    for (const name of await readdir(join(root, parent))) {
      const dist = join(parent, name, 'dist');
      for (const file of await readdir(join(root, dist), { recursive: true }).catch(() => [])) {
        if (!OUTPUT.test(file)) continue;
        if (await isThere(join(root, parent, name, 'src', file.replace(OUTPUT, '.ts')))) continue;
        await rm(join(root, dist, file), { force: true });
        removed.push(join(dist, file));
      }
    }
  }
  return removed.sort();
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
