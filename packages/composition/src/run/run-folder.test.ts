import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeRunFolder } from './run-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const plant = (name: string, text = '{}') => writeFile(join(folder, name), text);

describe('takeRunFolder', () => {
  it('creates the folder and leaves nothing in it after release', async () => {
    const path = join(folder, 'new', 'results');
    const taken = await takeRunFolder(path);
    expect(taken.movedTo).toBeUndefined();
    await taken.release();
    expect(await readdir(path)).toEqual([]);
  });

  it('moves an earlier run to runs/<its time>, and leaves foreign files alone', async () => {
    await plant('manifest.json', JSON.stringify({ started_at: '2026-11-22T07:23:06.244Z' }));
    await plant('Q1_metrics.json', 'old');
    await plant('notes.txt', 'mine');
    const { movedTo, release } = await takeRunFolder(folder);
    await release();
    expect(movedTo).toBe(join(folder, 'runs', '2026-11-22T07-23-06Z'));
    expect((await readdir(movedTo!)).sort()).toEqual(['Q1_metrics.json', 'manifest.json']);
    expect((await readdir(folder)).sort()).toEqual(['notes.txt', 'runs']);
  });

  it('never overwrites: two runs of one second stand side by side', async () => {
    for (const content of ['first', 'second']) {
      await plant('manifest.json', '{"started_at": "2026-11-22T07:23:06.244Z"}');
      await plant('REPORT.md', content);
      await (await takeRunFolder(folder)).release();
    }
    const runs = (await readdir(join(folder, 'runs'))).sort();
    expect(runs).toEqual(['2026-11-22T07-23-06Z', '2026-11-22T07-23-06Z_2']);
    expect(await readFile(join(folder, 'runs', runs[0]!, 'REPORT.md'), 'utf8')).toBe('first');
    expect(await readFile(join(folder, 'runs', runs[1]!, 'REPORT.md'), 'utf8')).toBe('second');
  });

  it('refuses a folder that another run is writing to', async () => {
    const first = await takeRunFolder(folder);
    await expect(takeRunFolder(folder)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('another run'),
    });
    await first.release();
    await (await takeRunFolder(folder)).release();
  });

  it('takes over the lock of a run that was killed', async () => {
    // Above the largest process id that Linux gives.
    await plant('run.lock', '4194999');
    await (await takeRunFolder(folder)).release();
  });

  it('says which folder cannot be written to', async () => {
    await plant('a-file');
    await expect(takeRunFolder(join(folder, 'a-file', 'results'))).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('--output'),
    });
    await mkdir(join(folder, 'fine'));
  });
});
