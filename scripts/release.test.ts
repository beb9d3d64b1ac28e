import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plannedVersions } from './release/planned-versions.ts';
import { refusal } from './release/refusal.ts';
import { removeStaleFiles } from './release/remove-stale-files.ts';
import { release } from './release.ts';

const CI = { CI: 'true', NPM_TOKEN: 'secret' };

describe('publishing', () => {
  it.each([
    { from: 'a machine of somebody', env: {}, waiting: [], says: ['CI is not set', 'NPM_TOKEN is not set'] },
    { from: 'a machine with a token', env: { NPM_TOKEN: 'secret' }, waiting: [], says: ['CI is not set'] },
    { from: 'CI without a token', env: { CI: 'true' }, waiting: [], says: ['NPM_TOKEN is not set'] },
    { from: 'CI with an empty token', env: { CI: 'true', NPM_TOKEN: '' }, waiting: [], says: ['NPM_TOKEN is not set'] },
    { from: 'CI before changesets are versions', env: CI, waiting: ['one.md'], says: ['1 changeset not in a version'] },
    { from: 'CI with everything', env: CI, waiting: [], says: [] },
  ])('from $from is refused for $says.length reasons', ({ env, waiting, says }) => {
    const reasons = refusal({ env, waiting });
    expect(reasons).toHaveLength(says.length);
    for (const [index, text] of says.entries()) expect(reasons[index]).toContain(text);
  });
});

describe('in a workspace', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'release-test-'));
    for (const folder of ['.changeset', 'packages/a/src/deep', 'packages/a/dist/deep', 'packages/unbuilt/src', 'apps'])
      await mkdir(join(root, folder), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('pnpm release ends with 2 before it builds anything, says why, and that the license forbids use', async () => {
    const lines: string[] = [];
    const code = await release({ root, dryRun: false, env: {}, print: (line) => lines.push(line) });
    expect(code).toBe(2);
    expect(lines).toEqual([
      expect.stringContaining('CI is not set'),
      expect.stringContaining('NPM_TOKEN is not set'),
      expect.stringContaining('license UNLICENSED'),
      expect.stringContaining('nothing was published'),
    ]);
  });

  it('only what was built of a source that is gone leaves dist', async () => {
    const dist = join(root, 'packages/a/dist');
    const outputs = (name: string) => ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((end) => `${name}${end}`);
    for (const file of [...outputs('kept'), ...outputs('gone'), ...outputs('deep/gone'), '.tsbuildinfo'])
      await writeFile(join(dist, file), '');
    await writeFile(join(root, 'packages/a/src/kept.ts'), '');
    const removed = await removeStaleFiles(root);
    expect(removed).toEqual(
      [...outputs('deep/gone'), ...outputs('gone')].map((file) => `packages/a/dist/${file}`).sort(),
    );
    expect((await readdir(dist)).sort()).toEqual(['.tsbuildinfo', 'deep', ...outputs('kept')].sort());
    expect(await removeStaleFiles(root)).toEqual([]);
  });

  it('no changeset means that every version stays', async () => {
    await writeFile(join(root, '.changeset/README.md'), '');
    expect(await plannedVersions(root)).toEqual({ waiting: [] });
  });

  it('where changesets cannot tell the versions, it says so instead of guessing', async () => {
    await writeFile(join(root, '.changeset/one.md'), '---\n"a": minor\n---\n\nText.\n');
    const planned = await plannedVersions(root);
    expect(planned.waiting).toEqual(['one.md']);
    expect(planned.next).toBeUndefined();
    expect(planned.problem).toMatch(/\S/);
  });
});
