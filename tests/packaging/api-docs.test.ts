import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('docs/api is what the docstrings say; otherwise run `pnpm api-docs`', async () => {
  const check = [`${root}tools/api-docs/src/main.ts`, '--check'];
  const { stdout } = await promisify(execFile)(process.execPath, check).catch((error) => error);
  expect(stdout).toBe('');
}, 120_000);

it('there is a page for every package, with every name that its index exports', async () => {
  for (const folder of await readdir(`${root}packages`)) {
    const page = await readFile(`${root}docs/api/${folder}.md`, 'utf8');
    const index = await readFile(`${root}packages/${folder}/src/index.ts`, 'utf8');
    const names = [...index.matchAll(/^export (?:type )?\{([\s\S]*?)\} from/gm)].flatMap((match) =>
      match[1]!.split(',').map((name) => name.trim().replace(/^type /, '')),
    );
    const missing = names.filter((name) => name && !page.includes(`### ${name}\n`));
    expect({ folder, missing }).toEqual({ folder, missing: [] });
  }
});
