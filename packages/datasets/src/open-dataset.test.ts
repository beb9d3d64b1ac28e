import { BenchmarkRequest, ExitCode } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { lengths, opened, take, temporaryFiles } from '../__fixtures__/sampling.ts';
import { type DatasetOptionName, datasetOptions } from './dataset-options.ts';
import { datasets } from './dataset-registry.ts';
import { recogniseDatasetFile } from './recognise-dataset-file.ts';

const file = await temporaryFiles();
const talk = {
  id: 'a',
  conversations: [
    { from: 'human', value: 'one two three four' },
    { from: 'gpt', value: 'a b c d' },
  ],
};

describe('the registry', () => {
  it('names every dataset once, with one line and options that exist', () => {
    expect(datasets.map(({ name }) => name)).toEqual([
      'default',
      'random',
      'sharegpt',
      'synthetic',
      'jsonl',
      'shared-prefix',
      'multi-turn',
      'embeddings',
    ]);
    for (const { description, options } of datasets) {
      expect(description).toMatch(/^[^\n]{10,90}[^.]$/);
      expect(new Set(options).size).toBe(options.length);
      expect(options.filter((option) => !(option in datasetOptions))).toEqual([]);
    }
  });

  it('has a taker for every option, and a flag of its own for each', () => {
    const names = Object.keys(datasetOptions) as DatasetOptionName[];
    expect(names.filter((name) => !datasets.some(({ options }) => options.includes(name)))).toEqual([]);
    const flags = names.map((name) => datasetOptions[name].flag);
    expect(new Set(flags).size).toBe(flags.length);
    for (const flag of flags) expect(flag).toMatch(/^--[a-z]+(-[a-z]+)*$/);
  });

  it.each(datasets.map(({ name, options }) => [name, options.includes('file')] as const))(
    '%s gives requests that keep the schema',
    async (name, needsFile) => {
      const content = name === 'jsonl' ? '{"prompt": "hello"}' : JSON.stringify([talk]);
      const dataset = await opened(name, needsFile ? { file: await file('f.json', content) } : {});
      expect(dataset.name).toBe(name);
      expect(dataset.identity.name).toBe(name);
      const requests = take(dataset, 3);
      expect(requests).toHaveLength(needsFile ? 1 : 3);
      for (const request of requests) expect(BenchmarkRequest.parse(request)).toEqual(request);
    },
  );
});

describe('opening', () => {
  it.each([
    ['sharegtp', {}, '--dataset sharegtp: unknown dataset, did you mean "sharegpt"?'],
    ['constructor', {}, '--dataset constructor: unknown dataset'],
    ['', {}, '--dataset : unknown dataset'],
    ['sharegpt', {}, '--dataset sharegpt: needs a file'],
    ['jsonl', {}, '--dataset jsonl: needs a file'],
    ['random', { file: 'x.json' }, '--dataset-file: dataset random does not take it'],
    ['random', { batchSize: 2 }, '--batch-size: dataset random does not take it'],
    ['sharegpt', { inputTokens: lengths('5') }, '--input-tokens: dataset sharegpt does not take it'],
    ['embeddings', { batchSize: 0 }, '--batch-size 0: not a whole number above 0'],
    ['shared-prefix', { fanOut: 1.5 }, '--fan-out 1.5: not a whole number above 0'],
    ['shared-prefix', { prefixShare: 1 }, '--prefix-share 1: not between 0 and 1'],
    ['shared-prefix', { prefixShare: Number.NaN }, '--prefix-share NaN: not between 0 and 1'],
    ['synthetic', { conversation: 'last' as never }, '--conversation last: unknown'],
  ])('%s %j is refused: %s', async (name, options, problem) => {
    await expect(opened(name, options)).rejects.toMatchObject({
      message: expect.stringContaining(problem),
      exitCode: ExitCode.usage,
      remedy: expect.any(String),
    });
  });

  it('does not mind case', async () => {
    expect((await opened('ShareGPT', { file: await file('f.json', JSON.stringify([talk])) })).name).toBe('sharegpt');
  });
});

describe('a file without the name of its set', () => {
  it.each([
    ['talks.json', JSON.stringify([talk]), 'sharegpt'],
    ['talks.jsonl', JSON.stringify(talk), 'sharegpt'],
    ['prompts.jsonl', '{"prompt": "a"}', 'jsonl'],
    ['empty.jsonl', '', 'jsonl'],
  ] as const)('%s is recognised', async (name, content, set) => {
    expect(await recogniseDatasetFile(await file(name, content))).toBe(set);
  });

  it('that is missing is refused', async () => {
    await expect(recogniseDatasetFile('/missing')).rejects.toThrow('--dataset /missing: no such file');
    await expect(recogniseDatasetFile('/')).rejects.toThrow('--dataset /: cannot be read (EISDIR)');
  });
});
