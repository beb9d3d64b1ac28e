import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { schemaFiles } from './json-schemas.ts';
import { limitsTable } from './limits-table.ts';
import { metricsPage } from './metrics-page.ts';
import { packageSection, readPackages } from './package-picture.ts';
import { replaceSection } from './section.ts';

const SCHEMAS = 'docs/schemas';

/** Compares every generated document under `root` with what the sources say now. `write` brings them in line. */
export async function generateDocuments(root: string): Promise<{ drifted: string[]; write: () => Promise<void> }> {
  const wanted = new Map<string, string>([
    ['docs/metrics.md', metricsPage()],
    ...[...schemaFiles()].map(([name, text]): [string, string] => [`${SCHEMAS}/${name}`, text]),
    ['README.md', await readmeWithPackages(root)],
    ['docs/TRUST.md', await trustWithLimits(root)],
  ]);
  const changed: string[] = [];
  for (const [path, text] of wanted) if ((await readIfThere(join(root, path))) !== text) changed.push(path);
  const stale = (await schemasPresent(root)).filter((path) => !wanted.has(path));
  return {
    drifted: [...changed, ...stale].sort(),
    write: async () => {
      for (const path of changed) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), wanted.get(path)!);
      }
      for (const path of stale) await rm(join(root, path));
    },
  };
}

async function readmeWithPackages(root: string): Promise<string> {
  const readme = await readIfThere(join(root, 'README.md'));
  if (readme === undefined) throw new Error('README.md is missing: the package picture has no place to stand');
  return replaceSection(readme, 'packages', packageSection(await readPackages(root)), 'README.md');
}

async function trustWithLimits(root: string): Promise<string> {
  const page = await readIfThere(join(root, 'docs/TRUST.md'));
  if (page === undefined) throw new Error('docs/TRUST.md is missing: the limits of the verdict have no place to stand');
  return replaceSection(page, 'limits', limitsTable(), 'docs/TRUST.md');
}

async function schemasPresent(root: string): Promise<string[]> {
  const names = await readdir(join(root, SCHEMAS)).catch(() => []);
  return names.filter((name) => name.endsWith('.schema.json')).map((name) => `${SCHEMAS}/${name}`);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
