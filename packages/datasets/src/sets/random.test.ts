import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lengths, opened, ownTokens, take, textsOf, words, workload } from '../../__fixtures__/sampling.ts';
import { gptTokenizer } from '../tokenizers/gpt-tokenizer.ts';
import { loadTokenizerJson } from '../tokenizers/load-tokenizer-json.ts';

const syllables = await loadTokenizerJson(fileURLToPath(new URL('../../__fixtures__/syllable-500', import.meta.url)));
const gpt = await gptTokenizer();

describe.each([
  ['words', words],
  ['o200k_base', gpt],
  ['a small byte-level BPE', syllables],
])('random prompts by %s', (_name, tokenizer) => {
  it.each([1, 2, 3, 7, 64, 500])('have exactly %i tokens', async (prompt_tokens) => {
    for (const request of take(await opened('random', { tokenizer }), 5, { tokenizer, workload: { prompt_tokens } })) {
      expect(ownTokens(request, tokenizer)).toBe(prompt_tokens);
      expect(request).toMatchObject({ prompt_tokens, max_tokens: 30 });
    }
  });

  it('have the lengths that are drawn', async () => {
    const dataset = await opened('random', {
      tokenizer,
      inputTokens: lengths('uniform:5..40'),
      outputTokens: lengths('uniform:1..9'),
    });
    const requests = take(dataset, 30, { tokenizer });
    expect(requests.map((request) => ownTokens(request, tokenizer))).toEqual(requests.map((r) => r.prompt_tokens));
    expect(requests.every((r) => r.prompt_tokens >= 5 && r.prompt_tokens <= 40 && r.max_tokens <= 9)).toBe(true);
    expect(new Set(requests.map((request) => request.prompt_tokens)).size).toBeGreaterThan(10);
    expect(dataset.identity.options).toEqual({ inputTokens: 'uniform:5..40', outputTokens: 'uniform:1..9' });
  });

  it('are token ids where wanted, each one an id of plain text', async () => {
    const dataset = await opened('random', { tokenizer, tokenIds: true });
    for (const { input, prompt_tokens } of take(dataset, 5, { tokenizer })) {
      if (input.kind !== 'token-ids') throw new Error(input.kind);
      expect(input.token_ids).toHaveLength(prompt_tokens);
      for (const id of input.token_ids) expect(tokenizer.decode([id])).not.toBe('');
    }
  });

  it('begin differently', async () => {
    const starts = take(await opened('random', { tokenizer }), 40, { tokenizer }).map((request) =>
      tokenizer.encode(textsOf(request)[0]!).slice(0, 4).join(),
    );
    expect(new Set(starts).size).toBe(40);
  });
});

it('random prompts repeat by seed, and are others in the warm-up', async () => {
  const dataset = await opened('random');
  expect(dataset.size).toBeUndefined();
  const first = take(dataset, 5).flatMap(textsOf);
  expect(take(dataset, 5).flatMap(textsOf)).toEqual(first);
  const others = [take(dataset, 5, { seed: 43 }), take(dataset, 5, { phase: 'warmup' })].flat().flatMap(textsOf);
  expect(new Set([...first, ...others]).size).toBe(15);
});

it('one random prompt serves all requests of a workload that is not distinct', async () => {
  const requests = take(await opened('random', { outputTokens: lengths('uniform:1..99') }), 9, {
    workload: { ...workload, distinct: false },
  });
  expect(new Set(requests.flatMap(textsOf)).size).toBe(1);
  expect(new Set(requests.map((request) => request.max_tokens)).size).toBeGreaterThan(4);
});
