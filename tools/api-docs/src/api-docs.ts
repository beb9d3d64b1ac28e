import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexPage, packagePage } from './page.ts';
import { readExports } from './read-exports.ts';
import { readPackages } from './read-packages.ts';

/** Compares the pages in `folder` with what the sources under `root` say now. `write` brings them in line. */
export async function apiDocs(root: string, folder: string): Promise<{ drifted: string[]; write(): Promise<void> }> {
  const packages = await readPackages(root);
  const exports = await readExports(
    root,
    packages.flatMap(({ entries }) => entries),
  );
  const wanted = new Map([['README.md', indexPage(packages)]]);
  for (const documented of packages) wanted.set(`${documented.folder}.md`, packagePage(documented, exports));

  const present: string[] = await readdir(folder).catch(() => []);
  const stale = present.filter((name) => !wanted.has(name));
  const changed: string[] = [];
  for (const [name, text] of wanted) {
    if (!present.includes(name) || (await readFile(join(folder, name), 'utf8')) !== text) changed.push(name);
  }
  return {
    drifted: [...changed, ...stale].sort(),
    write: async () => {
      await mkdir(folder, { recursive: true });
      for (const name of changed) await writeFile(join(folder, name), wanted.get(name)!);
      for (const name of stale) await rm(join(folder, name));
    },
  };
}
