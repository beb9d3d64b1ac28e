import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importNodeLlamaCpp, loadLlama } from './load-llama.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-llama-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('importNodeLlamaCpp', () => {
  it('says what to install when the module is missing', async () => {
    const missing = Object.assign(new Error("Cannot find package 'node-llama-cpp'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(importNodeLlamaCpp(() => Promise.reject(missing))).rejects.toMatchObject({
      name: 'BenchmarkError',
      exitCode: 1,
      message: 'the llama.cpp engine needs the package node-llama-cpp, which is not installed',
      remedy: 'npm install node-llama-cpp',
      cause: missing,
    });
  });

  it('keeps the reason when it is there but does not load', async () => {
    await expect(importNodeLlamaCpp(() => Promise.reject(new Error('bad magic')))).rejects.toThrow(
      'the package node-llama-cpp cannot be loaded: bad magic',
    );
  });
});

describe('loadLlama', () => {
  it('names a file that is not there, before it loads anything native', async () => {
    const modelPath = join(folder, 'none.gguf');
    await expect(loadLlama({ modelPath, threads: 1 })).rejects.toMatchObject({
      exitCode: 2,
      message: `model ${modelPath}: cannot be read`,
    });
  });

  it.each([
    ['empty', ''],
    ['of another format', 'PK\u0003\u0004 and more'],
  ])('refuses a file that is %s', async (_, content) => {
    const modelPath = join(folder, 'model.gguf');
    await writeFile(modelPath, content);
    await expect(loadLlama({ modelPath, threads: 1 })).rejects.toMatchObject({
      exitCode: 2,
      message: `model ${modelPath}: not a GGUF file`,
    });
  });
});
