import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchmarkError, BenchmarkRequest, ExitCode, type Tokenizer, type WorkloadSpec } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { makeSyllableTokenizer } from '../../__fixtures__/make-syllable-tokenizer.ts';
import { metaspace, wordPiece } from '../../__fixtures__/tokenizer-families.ts';
import { gptTokenizer } from '../tokenizers/gpt-tokenizer.ts';
import { loadTokenizerJson } from '../tokenizers/load-tokenizer-json.ts';
import { wordTokenizer } from '../tokenizers/word-tokenizer.ts';
import { resolveWorkloads } from '../workloads/resolve-workloads.ts';
import { builtinDataset } from './builtin-dataset.ts';

type Options = { seed?: number; phase?: 'warmup' | 'measured'; exactOutput?: boolean };

const fixture = fileURLToPath(new URL('../../__fixtures__/syllable-500', import.meta.url));
const syllables = await loadTokenizerJson(fixture);
const gpt = await gptTokenizer();
const words = wordTokenizer([]);
const everyWorkload = resolveWorkloads('all,year1,year2,year3,streaming,batch,mixed');
const Q1 = resolveWorkloads('Q1')[0]!;

function take(count: number, workload: WorkloadSpec, tokenizer: Tokenizer, options: Options = {}): BenchmarkRequest[] {
  const { seed = 42, phase = 'measured', exactOutput = true } = options;
  return firstOf(count, builtinDataset.sample({ workload, tokenizer, seed, phase, exactOutput }));
}

function firstOf<T>(count: number, endless: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const item of endless) if (taken.push(item) === count) break;
  return taken;
}

function texts({ input }: BenchmarkRequest): string[] {
  if (input.kind === 'text') return [input.text];
  if (input.kind === 'messages') return input.messages.map((message) => message.content);
  throw new Error(`unexpected input ${input.kind}`);
}

const ownTokens = (request: BenchmarkRequest, tokenizer: Tokenizer) =>
  texts(request).reduce((sum, text) => sum + tokenizer.encode(text).length, 0);

async function fromDefinition(definition: object): Promise<Tokenizer> {
  const folder = await mkdtemp(join(tmpdir(), 'dataset-'));
  try {
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(definition));
    return await loadTokenizerJson(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe.each([
  ['a small byte-level BPE', syllables],
  ['o200k_base', gpt],
  ['words', words],
  ['a byte-level BPE of 4096 tokens', await fromDefinition(makeSyllableTokenizer(4096).tokenizer)],
  ['a WordPiece tokenizer', await fromDefinition(wordPiece)],
  ['a SentencePiece-like tokenizer', await fromDefinition(metaspace)],
])('by %s', (_name, tokenizer) => {
  it.each(
    everyWorkload.filter((workload) => workload.prompt_tokens <= 8192).map((workload) => [workload.name, workload]),
  )('%s has prompts of exactly the nominal length', (_workload, workload) => {
    for (const request of take(3, workload, tokenizer)) {
      expect(ownTokens(request, tokenizer)).toBe(workload.prompt_tokens);
      expect(request.prompt_tokens).toBe(workload.prompt_tokens);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 63, 64, 65])(
    'a prompt of %i tokens has as many',
    (prompt_tokens) => {
      for (const request of take(5, { ...Q1, prompt_tokens }, tokenizer)) {
        expect(ownTokens(request, tokenizer)).toBe(prompt_tokens);
      }
    },
  );

  it('texts are plain, keep their length through decoding, and neither begin nor end with a space', () => {
    for (const workload of resolveWorkloads('all,batch_small')) {
      for (const text of take(3, workload, tokenizer).flatMap(texts)) {
        expect(text).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/);
        expect(text).not.toMatch(/[<>|[\]]/);
        const ids = tokenizer.encode(text);
        expect(tokenizer.encode(tokenizer.decode(ids))).toEqual(ids);
      }
    }
  });

  it('no two prompts share more than a few tokens, across workloads, phases and seeds', () => {
    const beginnings = everyWorkload
      .filter((workload) => workload.prompt_tokens <= 1024 && workload.distinct)
      .flatMap((workload) =>
        [1, 2].flatMap((seed) =>
          (['warmup', 'measured'] as const).flatMap((phase) => take(3, workload, tokenizer, { seed, phase })),
        ),
      )
      .map((request) => tokenizer.encode(texts(request)[0]!));
    expect(beginnings.length).toBe(20 * 2 * 2 * 3);
    expect(longestSharedPrefix(beginnings)).toBeLessThanOrEqual(6);
  });

  it('prompts of year 2 and 3 share the prefix that these years promise to hit, and no more', () => {
    for (const [name, share] of [
      ['year2_short', 0.9],
      ['year3_short', 0.95],
    ] as const) {
      const [workload] = resolveWorkloads(name);
      const prompts = take(4, workload!, tokenizer).map((request) => tokenizer.encode(texts(request)[0]!));
      const prefix = Math.floor(share * workload!.prompt_tokens);
      const shared = longestSharedPrefix(prompts);
      expect(shared).toBeGreaterThanOrEqual(prefix);
      expect(shared).toBeLessThanOrEqual(prefix + 2);
    }
  });
});

it('a prompt of 32768 tokens is exact too', () => {
  const [request] = take(1, resolveWorkloads('year3_long')[0]!, gpt);
  expect(ownTokens(request!, gpt)).toBe(32_768);
});

describe('a request', () => {
  it('carries what its workload says', () => {
    const [workload] = resolveWorkloads('year2_stress');
    const [request] = take(1, workload!, words, { exactOutput: false });
    expect(BenchmarkRequest.parse(request)).toEqual({
      request_id: 'year2_stress-0000',
      workload: 'year2_stress',
      input: { kind: 'text', text: expect.any(String) },
      prompt_tokens: 512,
      max_tokens: 512,
      exact_output: false,
      stream: true,
      sampling: {},
      kv_budget_tokens: 16_384,
    });
  });

  it('has no KV budget where its workload has none', () => {
    expect(take(1, Q1, words)[0]).not.toHaveProperty('kv_budget_tokens');
  });

  it('has the sampling and delivery of its workload', () => {
    const [request] = take(1, resolveWorkloads('mixed_long_batch')[0]!, words);
    expect(request).toMatchObject({ stream: false, sampling: { temperature: 0.9, repetition_penalty: 1.1 } });
  });

  it('of Q4 is a conversation whose turns sum to the nominal length', () => {
    const [request] = take(1, resolveWorkloads('Q4')[0]!, gpt);
    expect(request?.input).toMatchObject({
      kind: 'messages',
      messages: [{ role: 'system' }, { role: 'user' }, { role: 'assistant' }, { role: 'user' }],
    });
    expect(texts(request!).map((text) => gpt.encode(text).length)).toEqual([33, 64, 95, 64]);
  });

  it('is numbered, warm-up apart, with more digits where needed', () => {
    expect(take(3, Q1, words).map((request) => request.request_id)).toEqual(['Q1-0000', 'Q1-0001', 'Q1-0002']);
    expect(take(1, Q1, words, { phase: 'warmup' })[0]?.request_id).toBe('Q1-warmup-0000');
    expect(take(10_001, { ...Q1, prompt_tokens: 2 }, words).at(-1)?.request_id).toBe('Q1-10000');
  });

  it('begins with words of its own, then the topic', () => {
    expect(texts(take(1, Q1, words)[0]!)[0]).toMatch(
      /^([bdflmnrstv][aeiou]){2}( ([bdflmnrstv][aeiou]){2}){3}: Define the Transformer in one sentence\. /,
    );
  });
});

describe('the same', () => {
  it('seed gives the same requests', () => {
    expect(take(5, Q1, gpt, { seed: 7 })).toEqual(take(5, Q1, gpt, { seed: 7 }));
  });

  it('sequence begins anew with each iteration', () => {
    const requests = builtinDataset.sample({
      workload: Q1,
      tokenizer: words,
      seed: 1,
      phase: 'measured',
      exactOutput: true,
    });
    expect(firstOf(2, requests)).toEqual(firstOf(2, requests));
  });

  it('n-th request comes whatever was taken from others in between', () => {
    const alone = take(4, Q1, words)[3];
    const iterator = builtinDataset
      .sample({ workload: Q1, tokenizer: words, seed: 42, phase: 'measured', exactOutput: true })
      [Symbol.iterator]();
    for (let i = 0; i < 3; i++) {
      iterator.next();
      take(2, resolveWorkloads('Q8')[0]!, words);
    }
    expect(iterator.next().value).toEqual(alone);
  });

  it('prompts do not come with another seed, phase or workload', () => {
    const all = [
      ...take(5, Q1, words, { seed: 1 }),
      ...take(5, Q1, words, { seed: 2 }),
      ...take(5, Q1, words, { seed: 1, phase: 'warmup' }),
      ...take(5, { ...Q1, name: 'other' }, words, { seed: 1 }),
    ].flatMap(texts);
    expect(new Set(all).size).toBe(20);
  });

  it('prompt serves all requests where the workload is not distinct, and warm-up has another', () => {
    const shared = { ...Q1, distinct: false };
    const measured = take(4, shared, gpt);
    expect(new Set(measured.flatMap(texts)).size).toBe(1);
    expect(new Set(measured.map((request) => request.request_id)).size).toBe(4);
    expect(texts(take(1, shared, gpt, { phase: 'warmup' })[0]!)).not.toEqual(texts(measured[0]!));
  });
});

describe('what cannot be', () => {
  const refusal = (workload: WorkloadSpec, tokenizer: Tokenizer): BenchmarkError => {
    try {
      take(1, workload, tokenizer);
    } catch (error) {
      if (error instanceof BenchmarkError) return error;
    }
    throw new Error('no refusal');
  };

  it('is a conversation of fewer tokens than turns', () => {
    const [conversation] = resolveWorkloads('Q4');
    const error = refusal({ ...conversation!, prompt_tokens: 3 }, words);
    expect(error.message).toBe('workload Q4: 3 prompt tokens cannot fill 4 turns');
    expect(error.exitCode).toBe(ExitCode.usage);
    expect(take(1, { ...conversation!, prompt_tokens: 4 }, words).flatMap(texts)).toHaveLength(4);
  });

  it('is an odd length by a tokenizer of even counts: a fault that names both', () => {
    const even: Tokenizer = {
      identity: { name: 'even', own: false },
      encode: (text) => words.encode(text).flatMap((id) => [id, id]),
      decode: (ids) => words.decode(ids.filter((_, i) => i % 2 === 0)),
    };
    const error = refusal({ ...Q1, prompt_tokens: 31 }, even);
    expect(error.message).toBe('workload Q1: no text of exactly 31 tokens found with tokenizer even');
    expect(error.exitCode).toBe(ExitCode.fault);
  });
});

function longestSharedPrefix(sequences: readonly number[][]): number {
  const ordered = sequences.map((ids) => ids.map((id) => String(id).padStart(8, '0'))).sort(byTokens);
  let longest = 0;
  for (let i = 1; i < ordered.length; i++) {
    let shared = 0;
    while (shared < ordered[i]!.length && ordered[i]![shared] === ordered[i - 1]![shared]) shared++;
    longest = Math.max(longest, shared);
  }
  return longest;
}

function byTokens(a: readonly string[], b: readonly string[]): number {
  return a.join() < b.join() ? -1 : 1;
}
