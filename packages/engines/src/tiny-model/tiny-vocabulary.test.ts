import { describe, expect, it } from 'vitest';
import { TOKEN_TYPE, tinyVocabulary } from './tiny-vocabulary.ts';

describe('tinyVocabulary', () => {
  const vocabulary = tinyVocabulary(4096);

  it('has as many tokens as asked for, each once', () => {
    expect(vocabulary.tokens).toHaveLength(4096);
    expect(new Set(vocabulary.tokens).size).toBe(4096);
    expect(vocabulary.types).toHaveLength(4096);
  });

  it('begins with all 256 bytes, so that any text can be encoded', () => {
    expect(vocabulary.tokens[0x41]).toBe('A');
    expect(vocabulary.tokens[0x20]).toBe('Ġ');
    expect(new Set(vocabulary.tokens.slice(0, 256)).size).toBe(256);
  });

  it('merges only what is there, and makes each word with and without its space', () => {
    const known = new Set(vocabulary.tokens);
    for (const merge of vocabulary.merges) {
      const [left, right] = merge.split(' ');
      expect(known.has(left!) && known.has(right!) && known.has(left! + right!)).toBe(true);
    }
    expect(vocabulary.tokens[vocabulary.firstWord]).toBe('baba');
    expect(vocabulary.tokens[vocabulary.firstWord + 1]).toBe('Ġbaba');
  });

  it('marks only markers and fillers as control tokens', () => {
    const controls = vocabulary.tokens.filter((_, id) => vocabulary.types[id] === TOKEN_TYPE.control);
    expect(controls.every((token) => /^<\|.*\|>$/.test(token))).toBe(true);
    expect(vocabulary.tokens[vocabulary.endOfText]).toBe('<|endoftext|>');
  });

  it('refuses a size that leaves no room for a word', () => {
    const smallest = vocabulary.firstWord + 2;
    expect(tinyVocabulary(smallest).tokens).toHaveLength(smallest);
    expect(() => tinyVocabulary(smallest - 1)).toThrow(`needs ${smallest} tokens at least, not ${smallest - 1}`);
  });
});
