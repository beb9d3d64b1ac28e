import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thresholds } from '../packages/metrics/src/index.ts';
import { metricCatalog, resultSchemas } from '../packages/protocol/src/index.ts';
import { limitsTable } from './generate/limits-table.ts';
import { levelsOf } from './generate/package-picture.ts';
import { replaceSection } from './generate/section.ts';
import { generate } from './generate.ts';

const SOURCE = join(import.meta.dirname, '..');

describe('pnpm generate', () => {
  let root: string;
  const run = async (check: boolean) => {
    const lines: string[] = [];
    return { code: await generate({ root, check, print: (line) => lines.push(line) }), lines };
  };

  /** A copy of what the generator reads, with its documents written. */
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'generate-'));
    for (const parent of ['packages', 'apps']) {
      for (const name of await readdir(join(SOURCE, parent))) {
        await mkdir(join(root, parent, name), { recursive: true });
        await cp(join(SOURCE, parent, name, 'package.json'), join(root, parent, name, 'package.json')).catch(() => {});
      }
    }
    await writeFile(
      join(root, 'README.md'),
      '# Us\n\n<!-- generated:packages -->\n<!-- /generated:packages -->\n\nEnd.\n',
    );
    await mkdir(join(root, 'docs'));
    await writeFile(join(root, 'docs/TRUST.md'), '# Trust\n\n<!-- generated:limits -->\n<!-- /generated:limits -->\n');
    await run(false);
  });

  afterEach(() => rm(root, { recursive: true }));

  it('finds nothing to say right after writing, and writes nothing the second time', async () => {
    expect(await run(true)).toEqual({ code: 0, lines: [] });
    expect(await run(false)).toEqual({ code: 0, lines: ['nothing had changed'] });
  });

  it('describes every metric and every file format', async () => {
    const page = await readFile(join(root, 'docs/metrics.md'), 'utf8');
    for (const { key, formula } of metricCatalog) {
      expect(page).toContain(`### ${key}\n`);
      expect(page).toContain(`> ${formula}`);
    }
    const files = await readdir(join(root, 'docs/schemas'));
    expect(files.sort()).toEqual(
      [...Object.keys(resultSchemas()), 'contract', 'contract-result'].map((name) => `${name}.schema.json`).sort(),
    );
  });

  it('shows every limit of the verdict, and docs/TRUST.md has those of today', async () => {
    const table = limitsTable();
    for (const key of Object.keys(thresholds)) expect(table).toContain(`| \`${key}\` |`);
    expect(await readFile(join(root, 'docs/TRUST.md'), 'utf8')).toContain(table);
    expect(await readFile(join(SOURCE, 'docs/TRUST.md'), 'utf8')).toContain(table);
  });

  it('keeps what stands around the package picture', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    expect(readme).toMatch(
      /^# Us\n\n<!-- generated:packages -->\n\n```text\n[\s\S]*<!-- \/generated:packages -->\n\nEnd\.\n$/,
    );
    expect(readme).toContain('| [`packages/reporters`](packages/reporters) | `@sagellm/bench-reporters` |');
  });

  it.each([
    ['docs/metrics.md', '> first_token − sent', '> first_token − due'],
    ['docs/schemas/run-plan.schema.json', '"seed"', '"sead"'],
    ['README.md', '@sagellm/bench-clock', '@sagellm/bench-watch'],
  ])('exits with 1 and names %s when somebody changed it by hand', async (path, before, after) => {
    const text = await readFile(join(root, path), 'utf8');
    expect(text).toContain(before);
    await writeFile(join(root, path), text.replace(before, after));
    const { code, lines } = await run(true);
    expect(code).toBe(1);
    expect(lines[0]).toBe(`${path}: not what the sources say`);
    expect(await readFile(join(root, path), 'utf8')).toContain(after);
    await run(false);
    expect(await run(true)).toEqual({ code: 0, lines: [] });
  });

  it('notices a new import in a package.json', async () => {
    const path = join(root, 'packages/reporters/package.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    manifest.dependencies['@sagellm/bench-clock'] = 'workspace:*';
    await writeFile(path, JSON.stringify(manifest));
    expect((await run(true)).lines[0]).toBe('README.md: not what the sources say');
  });

  it('notices a page that is missing and a schema that no format has any more', async () => {
    await rm(join(root, 'docs/metrics.md'));
    await writeFile(join(root, 'docs/schemas/old.schema.json'), '{}');
    expect((await run(true)).lines.slice(0, 2)).toEqual([
      'docs/metrics.md: not what the sources say',
      'docs/schemas/old.schema.json: not what the sources say',
    ]);
    await run(false);
    expect(await readdir(join(root, 'docs/schemas'))).not.toContain('old.schema.json');
  });

  it('says what is missing where README.md or its markers are', async () => {
    await writeFile(join(root, 'README.md'), '# Us\n');
    await expect(run(true)).rejects.toThrow('README.md: the marker <!-- generated:packages --> is missing');
    await rm(join(root, 'README.md'));
    await expect(run(true)).rejects.toThrow('README.md is missing');
  });
});

describe('the documents of this repository', () => {
  it('are what the sources say; otherwise run `pnpm generate`', async () => {
    const lines: string[] = [];
    await generate({ root: SOURCE, check: true, print: (line) => lines.push(line) });
    expect(lines).toEqual([]);
  });
});

describe('a section between markers', () => {
  it.each([
    ['<!-- generated:x --> only', 'the marker <!-- /generated:x --> is missing'],
    ['<!-- /generated:x --> <!-- generated:x -->', 'stands before'],
    ['<!-- generated:x --> <!-- generated:x --> <!-- /generated:x -->', 'stands there twice'],
  ])('is refused in %j', (document, message) => {
    expect(() => replaceSection(document, 'x', 'text', 'FILE.md')).toThrow(message);
  });
});

describe('levels of packages', () => {
  const entry = (name: string, imports: string[]) => ({ name, folder: `packages/${name}`, description: '', imports });

  it('put a package above everything that it imports', () => {
    const levels = levelsOf([entry('app', ['load', 'words']), entry('load', ['words']), entry('words', [])]);
    expect(Object.fromEntries(levels)).toEqual({ words: 0, load: 1, app: 2 });
  });

  it('do not exist where packages import each other, and the error names the way round', () => {
    expect(() => levelsOf([entry('a', ['b']), entry('b', ['a'])])).toThrow('packages import each other: a → b → a');
  });
});
