import { describe, expect, it } from 'vitest';
import { PrefixCache } from './prefix-cache.ts';

const words = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `w${from + i}`);

describe('PrefixCache', () => {
  it('knows nothing at first', () => {
    expect(new PrefixCache({ maxTokens: 1000 }).lookup(words(100))).toBe(0);
    expect(new PrefixCache({ maxTokens: 1000 }).lookup([])).toBe(0);
  });

  it('finds whole blocks of the common beginning', () => {
    const cache = new PrefixCache({ maxTokens: 1000 });
    cache.insert(words(50));
    expect(cache.lookup([...words(40), ...words(10, 900)])).toBe(32);
    expect(cache.lookup(words(15))).toBe(0);
    expect(cache.lookup(words(17))).toBe(16);
  });

  it('never finds a whole prompt: its last token is computed', () => {
    const cache = new PrefixCache({ maxTokens: 1000 });
    cache.insert(words(32));
    expect(cache.lookup(words(32))).toBe(16);
    expect(cache.lookup(words(33))).toBe(32);
  });

  it('does not take the same block for one after another beginning', () => {
    const cache = new PrefixCache({ maxTokens: 1000 });
    cache.insert(words(33));
    expect(cache.lookup([...words(16, 500), ...words(17, 16)])).toBe(0);
  });

  it('forgets the least recently used blocks at its limit', () => {
    const cache = new PrefixCache({ maxTokens: 32 });
    cache.insert(words(16));
    cache.insert(words(16, 100));
    expect(cache.lookup(words(17))).toBe(16);
    cache.insert(words(16, 200));
    expect(cache.lookup(words(17))).toBe(16);
    expect(cache.lookup(words(17, 100))).toBe(0);
    expect(cache.lookup(words(17, 200))).toBe(16);
  });
});
