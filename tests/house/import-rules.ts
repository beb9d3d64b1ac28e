import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/**
 * Who may import whom, of our own packages; arrows point down only. Siblings never import siblings; interfaces that
 * cross a package live in protocol; only composition knows the names of engines, datasets and formats.
 */
const allowedImports: Record<string, readonly string[]> = {
  protocol: [],
  clock: [],
  random: [],
  'latency-model': [],
  datasets: ['protocol', 'random'],
  clients: ['protocol', 'clock'],
  engines: ['protocol', 'clock', 'random', 'latency-model'],
  metrics: ['protocol', 'random'],
  contract: ['protocol'],
  reporters: ['protocol'],
  runner: ['protocol', 'clock', 'random', 'metrics'],
  composition: [
    'protocol',
    'clock',
    'random',
    'latency-model',
    'datasets',
    'clients',
    'engines',
    'metrics',
    'contract',
    'reporters',
    'runner',
  ],
  cli: [
    'protocol',
    'clock',
    'random',
    'latency-model',
    'datasets',
    'clients',
    'engines',
    'metrics',
    'contract',
    'reporters',
    'runner',
    'composition',
  ],
};

export type Violation = { file: string; says: string };

const scope = '@sagellm/bench-';
/** What a package exports beside its front door: code for another process, and a mirror that few need. */
const sideDoors = [`${scope}engines/process`, `${scope}protocol/v0-1`];

/** Every breach of the rules in a workspace: undeclared packages, forbidden imports, deep imports, relative escapes. */
export async function findViolations(root: string): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const [folder, name] of await workspacePackages(root)) {
    const allowed = allowedImports[name];
    if (!allowed) {
      violations.push({
        file: `${folder}/package.json`,
        says: `package "${name}" is not in the table of import rules`,
      });
      continue;
    }
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    const declared = new Set([
      ...Object.keys(manifest.dependencies ?? {}),
      ...Object.keys(manifest.peerDependencies ?? {}),
    ]);
    for (const dependency of declared) {
      if (dependency.startsWith(scope) && !allowed.includes(dependency.slice(scope.length))) {
        violations.push({ file: `${folder}/package.json`, says: `${name} may not depend on ${dependency}` });
      }
    }
    for (const file of await sourceFiles(join(root, folder, 'src'))) {
      const text = await readFile(file, 'utf8');
      const shown = relative(root, file);
      for (const specifier of importsOf(text)) {
        const problem = judge(specifier, { name, allowed, declared, file, home: join(root, folder) });
        if (problem) violations.push({ file: shown, says: problem });
      }
    }
  }
  return violations;
}

type Manifest = { dependencies?: Record<string, string>; peerDependencies?: Record<string, string> };
type Place = { name: string; allowed: readonly string[]; declared: ReadonlySet<string>; file: string; home: string };

function judge(specifier: string, place: Place): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  if (specifier.startsWith('.')) {
    const target = join(dirname(place.file), specifier);
    return relative(place.home, target).startsWith('..') ? `${specifier} leaves the package` : undefined;
  }
  if (specifier.startsWith(scope)) {
    const [other, ...deep] = specifier.slice(scope.length).split('/');
    if (deep.length > 0 && !sideDoors.includes(specifier)) return `${specifier} is a deep import`;
    if (!place.allowed.includes(other!)) return `${place.name} may not import ${specifier}`;
  }
  const packageName = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!;
  return place.declared.has(packageName) ? undefined : `${packageName} is not declared in package.json`;
}

/** Static, re-exporting, type-only and dynamic imports with a literal name. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*['"]([^'"]+)['"]/g,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]!));
}

async function workspacePackages(root: string): Promise<[folder: string, name: string][]> {
  const found: [string, string][] = [];
  for (const parent of ['packages', 'apps']) {
    for (const entry of await readdir(join(root, parent), { withFileTypes: true })) {
      if (entry.isDirectory()) found.push([`${parent}/${entry.name}`, entry.name]);
    }
  }
  return found;
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(test|bench)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('__fixtures__'));
}
