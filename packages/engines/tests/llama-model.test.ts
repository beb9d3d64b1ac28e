import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureTinyModel, llamaTokenizer, type TinyModelFiles } from '@sagellm/bench-engines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerText } from '../src/llama/answer-text.ts';
import { kvBytesPerToken } from '../src/llama/kv-bytes.ts';
import { loadLlama } from '../src/llama/load-llama.ts';
import { words } from './llama-requests.ts';

let folder: string;
let model: TinyModelFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llama-model-'));
  model = await ensureTinyModel(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('ensureTinyModel', () => {
  it('makes one set of files for several processes that need it at once', async () => {
    const cache = join(folder, 'shared');
    const script = `
      import { ensureTinyModel } from '@sagellm/bench-engines';
      console.log(JSON.stringify(await ensureTinyModel(${JSON.stringify(cache)})));`;
    const run = () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname });
    const results = (await Promise.all([run(), run(), run()])).map(
      ({ stdout }) => JSON.parse(stdout) as TinyModelFiles,
    );
    expect(results.map((files) => files.sha256)).toEqual(Array(3).fill(model.sha256));
    expect(results.filter((files) => files.made)).toHaveLength(1);
    expect(await readdir(cache)).toHaveLength(1);
  });
});

describe('llamaTokenizer', () => {
  it('knows the vocabulary of the file, and nothing of special tokens or templates', async () => {
    await using tokenizer = await llamaTokenizer(model.modelPath);
    expect(tokenizer.identity).toEqual({
      name: 'tiny-random-llama-2x128',
      own: true,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(tokenizer.encode(words(50))).toHaveLength(50);
    expect(tokenizer.encode('')).toEqual([]);
    expect(tokenizer.encode('<|endoftext|>')).not.toContain(257);
  });

  it.each(['', 'plain', ' leading and  double ', 'Größe 日本 😀', '<|user|>'])('gives %j back', async (text) => {
    await using tokenizer = await llamaTokenizer(model.modelPath);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it('has the same ids as the tokenizer.json beside the model', async () => {
    await using tokenizer = await llamaTokenizer(model.modelPath);
    const file = JSON.parse(await readFile(join(model.tokenizerFolder, 'tokenizer.json'), 'utf8'));
    const entries = Object.entries<number>(file.model.vocab);
    expect(entries).toHaveLength(4096);
    for (const [token, id] of entries.slice(400, 1200)) expect(tokenizer.encode(token.replace('Ġ', ' '))).toEqual([id]);
  });

  it('gives whole characters when its tokens come one by one', async () => {
    await using tokenizer = await llamaTokenizer(model.modelPath);
    const text = new AnswerText<number>({ detokenize: (tokens) => tokenizer.decode(tokens), stop: [] });
    const pieces = tokenizer.encode('aé😀').map((id) => text.push(id, { mayStop: true }).text);
    expect(pieces).toEqual(['a', '', 'é', '', '', '', '😀']);
  });
});

describe('kvBytesPerToken', () => {
  it('is what llama.cpp allocates', async () => {
    const lines: string[] = [];
    const loaded = await loadLlama({ modelPath: model.modelPath, threads: 1, onLog: (line) => lines.push(line) });
    try {
      const context = await loaded.model.createContext({ sequences: 4, contextSize: 4096, flashAttention: false });
      const size = lines.join('\n').match(/KV buffer size = +([\d.]+) MiB/);
      const perToken = (Number(size![1]) * 2 ** 20) / context.getAllocatedContextSize();
      expect(kvBytesPerToken(loaded.model.fileInfo.architectureMetadata as object)).toBe(perToken);
    } finally {
      await loaded.dispose();
    }
  });
});
