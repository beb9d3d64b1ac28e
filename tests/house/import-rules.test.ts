import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { findViolations, importsOf } from './import-rules.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const planted: string[] = [];

afterEach(async () => {
  for (const folder of planted.splice(0)) await rm(folder, { recursive: true });
});

async function workspace(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'house-'));
  planted.push(folder);
  await mkdir(join(folder, 'apps'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const metricsPackage = (dependencies: Record<string, string>) =>
  JSON.stringify({ name: '@sagellm/bench-metrics', dependencies });

describe('the rules of who may import whom', () => {
  it('are kept by this workspace', async () => {
    expect(await findViolations(root)).toEqual([]);
  });

  it.each([
    {
      planted: 'a sibling imported by a sibling',
      dependencies: { '@sagellm/bench-reporters': '*' },
      source: `import { render } from '@sagellm/bench-reporters';`,
      says: ['metrics may not depend on @sagellm/bench-reporters', 'metrics may not import @sagellm/bench-reporters'],
    },
    {
      planted: 'an undeclared package',
      dependencies: {},
      source: `const { x } = await import('undici');`,
      says: ['undici is not declared in package.json'],
    },
    {
      planted: 'a deep import',
      dependencies: { '@sagellm/bench-protocol': '*' },
      source: `export { a } from '@sagellm/bench-protocol/src/a.ts';`,
      says: ['@sagellm/bench-protocol/src/a.ts is a deep import'],
    },
    {
      planted: 'a relative path into another package',
      dependencies: {},
      source: `import type { A } from '../../protocol/src/a.ts';`,
      says: ['../../protocol/src/a.ts leaves the package'],
    },
  ])('$planted is found', async ({ dependencies, source, says }) => {
    const folder = await workspace({
      'packages/metrics/package.json': metricsPackage(dependencies),
      'packages/metrics/src/index.ts': source,
    });
    expect((await findViolations(folder)).map((violation) => violation.says)).toEqual(says);
  });

  it('a package that nobody put into the table is found', async () => {
    const folder = await workspace({ 'packages/gadgets/package.json': '{}', 'packages/gadgets/src/index.ts': '' });
    expect((await findViolations(folder))[0]?.says).toMatch(/not in the table/);
  });

  it('reads every form of import, and not what stands in a comment', () => {
    const text = `import a from 'a';\nimport type { B } from "b";\nexport { c } from 'c';\nimport 'd';\nawait import('e');\n// import 'f';\n/* import 'g'; */`;
    expect(importsOf(text).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
