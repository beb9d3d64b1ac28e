import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One way into a package: `source` is the file behind an export, and `specifier` what an importer writes. */
export type Entry = { specifier: string; source: string };
export type DocumentedPackage = { name: string; folder: string; description: string; entries: Entry[] };

/** What a package exports that has nothing to call: a module that is started, not imported. */
const withoutNames = ['@sagellm/bench-engines/process'];

/** Every package with what it exports, by name. */
export async function readPackages(root: string): Promise<DocumentedPackage[]> {
  const packages: DocumentedPackage[] = [];
  for (const folder of (await readdir(join(root, 'packages'))).sort()) {
    const path = join(root, 'packages', folder);
    const { name, description, exports } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as {
      name: string;
      description: string;
      exports: Record<string, string>;
    };
    const entries = Object.entries(exports)
      .map(([subpath, file]) => ({ specifier: name + subpath.slice(1), source: join(path, file) }))
      .filter(({ specifier }) => !withoutNames.includes(specifier));
    packages.push({ name, folder, description, entries });
  }
  return packages;
}
