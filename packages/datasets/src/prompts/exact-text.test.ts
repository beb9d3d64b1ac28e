import type { Tokenizer } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { describe, expect, it } from 'vitest';
import { exactText } from './exact-text.ts';
import { promptWords } from './filler.ts';
import { distinctOpening } from './opening.ts';

const words = (seed = 1) =>
  promptWords(distinctOpening(createRandom(seed)), 'a topic of some words', createRandom(seed));

/** A tokenizer known only by how many tokens a text has. */
const counting = (count: (text: string) => number): Tokenizer => ({
  identity: { name: 'counting', own: false },
  encode: (text) => Array<number>(count(text)).fill(0),
  decode: () => '',
});

describe('a text of exactly so many tokens', () => {
  const tokenizers = {
    'one token a character': counting((text) => text.length),
    'one token for two characters': counting((text) => Math.ceil(text.length / 2)),
    'one token for seven characters': counting((text) => Math.ceil(text.length / 7)),
    'one token a word': counting((text) => text.match(/\S+/g)?.length ?? 0),
    'a mark before every text': counting((text) => 1 + (text.match(/\w+|[^\w\s]/g)?.length ?? 0)),
    // Pieces look longer alone than together: the sum of the parts is far from the whole.
    'an extra token in short texts': counting(
      (text) => (text.match(/\S+/g)?.length ?? 0) + (text.length < 200 ? 3 : 0),
    ),
  };

  for (const [name, tokenizer] of Object.entries(tokenizers)) {
    it.each([4, 5, 6, 7, 16, 33, 100, 1001])(`of ${name} has %i of them`, (target) => {
      const text = exactText(target, words(), tokenizer);
      expect(tokenizer.encode(text ?? '')).toHaveLength(target);
      expect(text).toBe(text?.trim());
      // Whatever was tried before it fitted.
      expect(text?.slice(0, 4)).toBe(words().next().value.slice(0, text?.length).slice(0, 4));
    });
  }

  it('begins with a part of its first word when not even that fits', () => {
    const character = counting((text) => text.length);
    const whole = words(3).next().value;
    expect([1, 2, 3].map((target) => exactText(target, words(3), character))).toEqual([
      whole.slice(0, 1),
      whole.slice(0, 2),
      whole.slice(0, 3),
    ]);
  });

  it('is found nowhere when a tokenizer makes even counts only', () => {
    const even = counting((text) => 2 * (text.match(/\S+/g)?.length ?? 0));
    expect(exactText(7, words(), even)).toBeUndefined();
    expect(even.encode(exactText(8, words(), even) ?? '')).toHaveLength(8);
  });

  it('is given up when a tokenizer counts every text as nothing', () => {
    expect(
      exactText(
        10,
        words(),
        counting(() => 0),
      ),
    ).toBeUndefined();
  });
});

it('a long text is not encoded again at every step', () => {
  let characters = 0;
  const watched = counting((text) => {
    characters += text.length;
    return text.match(/\S+/g)?.length ?? 0;
  });
  const text = exactText(32_768, words(), watched);
  expect(characters).toBeLessThan(3 * text!.length);
});
