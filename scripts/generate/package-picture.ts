import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A package of this workspace, with the workspace packages that it imports. */
export type Package = { name: string; folder: string; description: string; imports: string[] };

/** Every package.json under `packages/` and `apps/`. */
export async function readPackages(root: string): Promise<Package[]> {
  const manifests: (Package & { dependencies: string[] })[] = [];
  for (const parent of ['packages', 'apps']) {
    for (const entry of await readdir(join(root, parent), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const folder = `${parent}/${entry.name}`;
      const text = await readFile(join(root, folder, 'package.json'), 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const {
        name,
        description = '',
        dependencies = {},
        peerDependencies = {},
        optionalDependencies = {},
      } = JSON.parse(text);
      const all = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
      manifests.push({ name, folder, description, dependencies: all, imports: [] });
    }
  }
  const ours = new Set(manifests.map(({ name }) => name));
  return manifests
    .map(({ dependencies, ...rest }) => ({ ...rest, imports: dependencies.filter((name) => ours.has(name)).sort() }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The picture and the table of packages. */
export function packageSection(packages: Package[]): string {
  return `${picture(packages)}\n\n${table(packages)}`;
}

/** Packages in rows: each imports only from rows below its own, so no arrow points up. */
function picture(packages: Package[]): string {
  const levels = levelsOf(packages);
  const rows = [...Map.groupBy(packages, ({ name }) => levels.get(name)!)]
    .sort(([a], [b]) => b - a)
    .map(([, those]) => those.map(({ folder }) => shortName(folder)).join('   '));
  const width = Math.max(...rows.map((row) => row.length));
  const rule = '─'.repeat(width + 4);
  const boxes = rows.map((row) => `│  ${row.padEnd(width)}  │`).join(`\n├${rule}┤\n`);
  return `\`\`\`text\n┌${rule}┐\n${boxes}\n└${rule}┘\n\`\`\`\n\nA package imports only from rows below its own, and only what the table says.`;
}

/** 0 for a package that imports none of ours, else one more than the highest that it imports. */
export function levelsOf(packages: Package[]): Map<string, number> {
  const byName = new Map(packages.map((entry) => [entry.name, entry]));
  const levels = new Map<string, number>();
  const levelOf = (name: string, path: string[]): number => {
    if (path.includes(name)) throw new Error(`packages import each other: ${[...path, name].join(' → ')}`);
    const known = levels.get(name);
    if (known !== undefined) return known;
    const level = Math.max(-1, ...byName.get(name)!.imports.map((next) => levelOf(next, [...path, name]))) + 1;
    levels.set(name, level);
    return level;
  };
  for (const { name } of packages) levelOf(name, []);
  return levels;
}

function table(packages: Package[]): string {
  const folders = new Map(packages.map(({ name, folder }) => [name, shortName(folder)]));
  const levels = levelsOf(packages);
  const rows = packages
    .toSorted((a, b) => levels.get(b.name)! - levels.get(a.name)!)
    .map(({ name, folder, description, imports }) => {
      const names = imports.map((imported) => folders.get(imported)).join(', ') || '–';
      return `| [\`${folder}\`](${folder}) | \`${name}\` | ${description.replaceAll('|', '\\|')} | ${names} |`;
    });
  return ['| folder | npm name | what it is for | imports of ours |', '|---|---|---|---|', ...rows].join('\n');
}

function shortName(folder: string): string {
  const [parent, name] = folder.split('/');
  return parent === 'packages' ? name! : folder;
}
