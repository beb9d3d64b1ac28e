import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengths, opened, temporaryFiles, words } from '../../__fixtures__/sampling.ts';
import { summariseLengths } from './histogram.ts';
import { previewDataset } from './preview-dataset.ts';

const file = await temporaryFiles();

describe('a histogram of lengths', () => {
  it.each([
    [[5], [[5, 5, 1]]],
    [
      [5, 5, 6],
      [
        [5, 5, 2],
        [6, 6, 1],
      ],
    ],
    [[1, 16], Array.from({ length: 16 }, (_, i) => [i + 1, i + 1, i === 0 || i === 15 ? 1 : 0])],
    [[10, 49], Array.from({ length: 8 }, (_, i) => [10 + 5 * i, 14 + 5 * i, i === 0 || i === 7 ? 1 : 0])],
    [
      [3, 200],
      [
        [2, 3, 1],
        [4, 7, 0],
        [8, 15, 0],
        [16, 31, 0],
        [32, 63, 0],
        [64, 127, 0],
        [128, 255, 1],
      ],
    ],
    [
      [0, 65],
      [
        [0, 0, 1],
        [1, 1, 0],
        [2, 3, 0],
        [4, 7, 0],
        [8, 15, 0],
        [16, 31, 0],
        [32, 63, 0],
        [64, 127, 1],
      ],
    ],
  ])('of %j has round ranges', (values, buckets) => {
    expect(summariseLengths(values)?.buckets.map(({ from, to, count }) => [from, to, count])).toEqual(buckets);
  });

  it('counts every value once, in ranges without gap', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), (values) => {
        const { buckets, count, min, max } = summariseLengths(values)!;
        expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(count);
        expect(buckets.slice(1).every(({ from }, i) => from === buckets[i]!.to + 1)).toBe(true);
        expect(buckets[0]!.from <= min && buckets.at(-1)!.to >= max).toBe(true);
        expect(buckets.length).toBeLessThanOrEqual(22);
      }),
    );
  });

  it('of nothing is nothing', () => {
    expect(summariseLengths([])).toBeUndefined();
  });
});

describe('the preview of a dataset', () => {
  it('counts prompts with the tokenizer and shows the first ones', async () => {
    const preview = previewDataset(await opened('random', { inputTokens: lengths('uniform:5..9') }), words, 50);
    expect(preview).toMatchObject({
      identity: { name: 'random', options: { inputTokens: 'uniform:5..9' } },
      input_tokens: { count: 50, min: 5, max: 9 },
      output_tokens: { count: 50, min: 128, max: 128, mean: 128, buckets: [{ from: 128, to: 128, count: 50 }] },
    });
    expect(preview.first).toHaveLength(5);
    expect(preview.first[0]?.request_id).toBe('preview-0000');
    expect(preview.first[0]?.text.split(' ')).toHaveLength(preview.first[0]!.prompt_tokens);
    expect(preview).not.toHaveProperty('size');
  });

  it('ends with the dataset', async () => {
    const dataset = await opened('jsonl', {
      file: await file('two.jsonl', '{"prompt": "a b"}\n{"messages": [{"role": "user", "content": "c"}]}'),
    });
    expect(previewDataset(dataset, words, 50)).toMatchObject({
      size: 2,
      input_tokens: { count: 2, min: 1, max: 2, mean: 1.5 },
      first: [{ text: 'a b' }, { text: 'user: c' }],
    });
  });

  it('cuts long texts, decodes token ids and has no output lengths for embeddings', async () => {
    const ids = previewDataset(await opened('random', { tokenIds: true, inputTokens: lengths('500') }), words, 1);
    expect(ids.first[0]?.text).toMatch(/^\S+ .*…$/);
    expect(ids.first[0]?.text).toHaveLength(401);
    const texts = previewDataset(await opened('embeddings', { batchSize: 2 }), words, 3, { shown: 1 });
    expect(texts.output_tokens).toBeUndefined();
    expect(texts.input_tokens).toMatchObject({ count: 3, min: 256, max: 256 });
    expect(texts.first).toHaveLength(1);
  });

  it('of no requests shows none', async () => {
    expect(previewDataset(await opened('random'), words, 0)).toEqual({ identity: { name: 'random' }, first: [] });
  });
});
