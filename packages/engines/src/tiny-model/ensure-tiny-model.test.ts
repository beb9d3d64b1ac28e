import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureTinyModel } from './ensure-tiny-model.ts';
import { TINY_LLAMA, type TinyLlamaShape } from './tiny-llama.ts';

const SMALL: TinyLlamaShape = {
  ...TINY_LLAMA,
  layers: 1,
  width: 32,
  feedForward: 32,
  heads: 1,
  kvHeads: 1,
  vocabulary: 400,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('ensureTinyModel', () => {
  // Other bytes from the same shape: raise RECIPE in ensure-tiny-model.ts, then write the new checksum here.
  it('makes the file that results were measured with', async () => {
    const files = await ensureTinyModel(folder);
    expect(files.sha256).toBe('7ffc5b537a9b25690c924d7a8ed29a2a173586fad005fc375c2ca4792c5820da');
    expect((await readFile(files.modelPath)).length).toBe(1_659_040);
  });

  it('makes the files once and finds them afterwards', async () => {
    const first = await ensureTinyModel(folder, SMALL);
    const second = await ensureTinyModel(folder, SMALL);
    expect(first.made).toBe(true);
    expect(second).toEqual({ ...first, made: false });
    expect((await readdir(first.tokenizerFolder)).sort()).toEqual([
      'model.gguf',
      'model.gguf.sha256',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
  });

  it('makes one set of files when several ask at once, and leaves no drafts', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => ensureTinyModel(folder, SMALL)));
    expect(all.filter((files) => files.made)).toHaveLength(1);
    expect(new Set(all.map((files) => files.sha256)).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('keeps models of another shape or seed apart', async () => {
    const first = await ensureTinyModel(folder, SMALL);
    const second = await ensureTinyModel(folder, { ...SMALL, seed: 2 });
    expect(second.made).toBe(true);
    expect(second.modelPath).not.toBe(first.modelPath);
    expect(second.sha256).not.toBe(first.sha256);
  });

  it('says which folder to delete when the file was changed', async () => {
    const { modelPath } = await ensureTinyModel(folder, SMALL);
    await writeFile(modelPath, 'GGUF and nothing');
    await expect(ensureTinyModel(folder, SMALL)).rejects.toMatchObject({
      name: 'BenchmarkError',
      exitCode: 1,
      message: expect.stringContaining('checksum differs'),
      remedy: expect.stringContaining(dirname(modelPath)),
    });
  });

  it('says so when a file is missing', async () => {
    const { modelPath } = await ensureTinyModel(folder, SMALL);
    await rm(modelPath);
    await expect(ensureTinyModel(folder, SMALL)).rejects.toThrow('incomplete');
  });

  it('names the folder that cannot be written', async () => {
    const blocked = join(folder, 'file');
    await mkdir(folder, { recursive: true });
    await writeFile(blocked, '');
    await expect(ensureTinyModel(join(blocked, 'models'), SMALL)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(join(blocked, 'models')),
    });
  });
});
