import { describe, expect, it } from 'vitest';
import { countWords, simulatedWords, VOCABULARY_SIZE, wordOf } from './simulated-words.ts';

describe('simulated words', () => {
  it('are 6400 different ones of two syllables, in the order of their ids', () => {
    const words = simulatedWords();
    expect(words).toHaveLength(VOCABULARY_SIZE);
    expect(new Set(words).size).toBe(6400);
    expect([words[0], words[81], words[6399]]).toEqual(['baba', 'bebe', 'zuzu']);
    expect(words[1234]).toBe(wordOf(1234));
    expect(words.every((word) => /^([bdfghjklmnprstvz][aeiou]){2}$/.test(word))).toBe(true);
  });

  it.each([
    ['', 0],
    [' \n\t ', 0],
    ['one', 1],
    ['  one  two\nthree\u00a0four ', 4],
    ['a-b, c!', 2],
  ])('countWords(%j) is %i', (text, expected) => {
    expect(countWords(text)).toBe(expected);
  });
});
