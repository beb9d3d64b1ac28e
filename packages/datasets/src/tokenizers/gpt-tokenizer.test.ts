import { ExitCode } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gptTokenizer } from './gpt-tokenizer.ts';

/** Ids as OpenAI's own tokenizer gives them. */
it.each([
  ['o200k_base', [24912, 2375]],
  ['cl100k_base', [15339, 1917]],
  ['gpt2', [31373, 995]],
])('%s encodes "hello world" as %j', async (encoding, ids) => {
  const tokenizer = await gptTokenizer(encoding);
  expect(tokenizer.encode('hello world')).toEqual(ids);
  expect(tokenizer.decode(ids)).toBe('hello world');
  expect(tokenizer.identity).toEqual({ name: encoding, own: false });
});

it('is o200k_base unless told otherwise', async () => {
  expect((await gptTokenizer()).identity.name).toBe('o200k_base');
});

it('counts the text of a special token as plain text', async () => {
  const { encode, decode } = await gptTokenizer();
  const ids = encode('a<|endoftext|>b');
  expect(ids.length).toBeGreaterThan(3);
  expect(decode(ids)).toBe('a<|endoftext|>b');
});

it('gives back every printable text', async () => {
  const { encode, decode } = await gptTokenizer();
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => decode(encode(text)) === text));
});

it('has nothing for an empty text', async () => {
  const { encode, decode } = await gptTokenizer();
  expect([encode(''), decode([])]).toEqual([[], '']);
});

it.each(['o200k', 'constructor', ''])('refuses the encoding "%s" and lists the choices', async (encoding) => {
  await expect(gptTokenizer(encoding)).rejects.toMatchObject({
    message: expect.stringContaining(`--tokenizer: unknown encoding "${encoding}"`),
    remedy: 'choose from o200k_base, o200k_harmony, cl100k_base, p50k_base, p50k_edit, r50k_base, gpt2',
    exitCode: ExitCode.usage,
  });
});
