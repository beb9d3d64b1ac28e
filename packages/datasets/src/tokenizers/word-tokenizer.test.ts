import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wordTokenizer } from './word-tokenizer.ts';

it('gives the words it knows their index and new ones the next', () => {
  const { encode, decode } = wordTokenizer(['baba', 'dada']);
  expect(encode('dada baba new baba newer new')).toEqual([1, 0, 2, 0, 3, 2]);
  expect(decode([3, 2, 1, 0])).toBe('newer new dada baba');
});

it('counts runs of characters without whitespace, and nothing in an empty text', () => {
  const { encode, decode } = wordTokenizer([]);
  expect(encode('  a\n\tb,c \u00a0 d ')).toHaveLength(3);
  expect(encode('')).toEqual([]);
  expect(decode([])).toBe('');
});

it('shows an id it never gave as unknown instead of leaving it out', () => {
  expect(wordTokenizer(['baba']).decode([0, 7])).toBe('baba <unknown>');
});

it.each([[['']], [['two words']], [['a', 'a']]])('refuses %j', (words) => {
  expect(() => wordTokenizer(words)).toThrow(RangeError);
});

it('decodes what it encoded, words joined by one space', () => {
  const { encode, decode } = wordTokenizer(['baba']);
  const word = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => /^\S+$/.test(text));
  fc.assert(fc.property(fc.array(word), (words) => decode(encode(words.join(' '))) === words.join(' ')));
});

it('says that it is the own tokenizer of the simulated engine', () => {
  expect(wordTokenizer([]).identity).toEqual({ name: 'simulated-words', own: true });
});
