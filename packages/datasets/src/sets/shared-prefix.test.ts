import { fileURLToPath } from 'node:url';
import type { BenchmarkRequest, Tokenizer } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { lengths, opened, take, temporaryFiles, words } from '../../__fixtures__/sampling.ts';
import { metaspace, wordPiece } from '../../__fixtures__/tokenizer-families.ts';
import { gptTokenizer } from '../tokenizers/gpt-tokenizer.ts';
import { loadTokenizerJson } from '../tokenizers/load-tokenizer-json.ts';

const file = await temporaryFiles();
const syllables = await loadTokenizerJson(fileURLToPath(new URL('../../__fixtures__/syllable-500', import.meta.url)));
const gpt = await gptTokenizer();

const idsOf = ({ input }: BenchmarkRequest, tokenizer: Tokenizer): number[] => {
  if (input.kind === 'token-ids') return input.token_ids;
  if (input.kind === 'text') return tokenizer.encode(input.text);
  throw new Error(input.kind);
};

function shared(a: readonly number[], b: readonly number[]): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** Common tokens of every pair. */
const sharedInAll = (prompts: number[][]) => prompts.flatMap((a, i) => prompts.slice(i + 1).map((b) => shared(a, b)));

describe.each([
  ['words', words],
  ['o200k_base', gpt],
  ['a small byte-level BPE', syllables],
  ['a WordPiece tokenizer', await loadTokenizerJson(await file('piece.json', JSON.stringify(wordPiece)))],
  ['a SentencePiece-like tokenizer', await loadTokenizerJson(await file('space.json', JSON.stringify(metaspace)))],
])('prompts of one prefix by %s', (_name, tokenizer) => {
  it.each([false, true])('share exactly its tokens, and have their length (token ids: %s)', async (tokenIds) => {
    const dataset = await opened('shared-prefix', {
      tokenizer,
      prefixTokens: 50,
      suffixTokens: lengths('uniform:2..20'),
      tokenIds,
    });
    const requests = take(dataset, 8, { tokenizer });
    const prompts = requests.map((request) => idsOf(request, tokenizer));
    expect(prompts.map((ids) => ids.length)).toEqual(requests.map((request) => request.prompt_tokens));
    expect(new Set(sharedInAll(prompts))).toEqual(new Set([50]));
  });
});

it.each([
  ['words', words],
  ['o200k_base', gpt],
  ['a small byte-level BPE', syllables],
])('a single token of its own is enough by %s', async (_name, tokenizer) => {
  const dataset = await opened('shared-prefix', { tokenizer, prefixTokens: 40, suffixTokens: lengths('1') });
  const prompts = take(dataset, 6, { tokenizer }).map((request) => idsOf(request, tokenizer));
  expect(prompts.map((ids) => ids.length)).toEqual(Array(6).fill(41));
  expect(Math.min(...sharedInAll(prompts))).toBeGreaterThanOrEqual(40);
});

it('a prefix is nine tenths of the prompt unless something else is said', async () => {
  const prefixOf = async (options: object) => {
    const requests = take(await opened('shared-prefix', options), 3, { workload: { prompt_tokens: 100 } });
    expect(requests.map((request) => request.prompt_tokens)).toEqual([100, 100, 100]);
    return new Set(sharedInAll(requests.map((request) => idsOf(request, words))));
  };
  expect(await prefixOf({})).toEqual(new Set([90]));
  expect(await prefixOf({ prefixShare: 0.5 })).toEqual(new Set([50]));
  expect(await prefixOf({ prefixTokens: 99 })).toEqual(new Set([99]));
});

it('prefixes take turns, and after the fan-out come new ones', async () => {
  const dataset = await opened('shared-prefix', { prefixes: 3, fanOut: 2, prefixTokens: 10 });
  const prefixes = take(dataset, 12).map((request) => idsOf(request, words).slice(0, 10).join());
  const seen = [...new Set(prefixes)];
  expect(prefixes.map((prefix) => seen.indexOf(prefix))).toEqual([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]);
  // Others share nothing worth a cache's block.
  const first = seen.map((prefix) => prefix.split(',').map(Number));
  expect(Math.max(...sharedInAll(first))).toBeLessThanOrEqual(1);
});

it('many siblings still differ from the first token behind the prefix', async () => {
  const prompts = take(await opened('shared-prefix', { prefixTokens: 12 }), 200).map((request) =>
    idsOf(request, words),
  );
  expect(new Set(sharedInAll(prompts))).toEqual(new Set([12]));
});

it('where a tokenizer has too few beginnings, siblings share a token or two more', async () => {
  const dataset = await opened('shared-prefix', {
    tokenizer: syllables,
    prefixTokens: 30,
    suffixTokens: lengths('20'),
  });
  const prompts = take(dataset, 120, { tokenizer: syllables }).map((request) => idsOf(request, syllables));
  expect(Math.min(...sharedInAll(prompts))).toBe(30);
  expect(Math.max(...sharedInAll(prompts))).toBeLessThanOrEqual(36);
});

it('the same comes again, and the warm-up has prefixes of its own', async () => {
  const dataset = await opened('shared-prefix', { prefixes: 2, fanOut: 2 });
  expect(take(dataset, 9)).toEqual(take(dataset, 9));
  const [measured, warm] = [take(dataset, 1), take(dataset, 1, { phase: 'warmup' })];
  expect(shared(idsOf(measured[0]!, words), idsOf(warm[0]!, words))).toBeLessThanOrEqual(1);
});

it('what leaves no prompt is refused', async () => {
  await expect(opened('shared-prefix', { prefixTokens: 10, prefixShare: 0.5 })).rejects.toThrow(
    '--prefix-tokens and --prefix-share: both say how long the prefix is',
  );
  const full = await opened('shared-prefix', { prefixTokens: 20 });
  expect(() => take(full, 1)).toThrow('--prefix-tokens 20: workload W has prompts of 20 tokens, none are left');
  const none = await opened('shared-prefix', { prefixShare: 0.01 });
  expect(() => take(none, 1)).toThrow('a prefix of 0 tokens is none');
});
