import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const inFolder = temporaryFolder();

/** Needs a server; its own test runs it against one. */
const elsewhere = ['clients'];
const names = readdirSync(packages).filter((name) => !elsewhere.includes(name));

/** What examples read. */
beforeAll(() => runBench(['run', '--backend', 'mock', '--workload', 'Q1', '--quiet'], { cwd: inFolder() }));

describe('the example in the README of', () => {
  it.each(names)('%s runs and prints what its comments say', async (name) => {
    const readme = await readFile(`${packages}${name}/README.md`, 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
    expect(example, 'a ts block').toBeDefined();
    // Inside the package, so that it resolves its own name and its dependencies as an importer would.
    const file = `${packages}${name}/readme-example.ts`;
    await writeFile(file, example!);
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: inFolder() });
      const promised = [...example!.matchAll(/console\.log\(.*\); \/\/ ([^\n:,]+)/g)].map((match) => match[1]!.trim());
      const printed = stdout.trimEnd().split('\n');
      for (const [index, line] of promised.entries()) expect(printed[index]).toBe(line);
    } finally {
      await rm(file);
    }
  });
});
