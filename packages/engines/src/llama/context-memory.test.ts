import { describe, expect, it } from 'vitest';
import { checkContextMemory } from './context-memory.ts';

const MB = 2 ** 20;

describe('checkContextMemory', () => {
  // 4 × 4096 × 512 bytes = 8 MB
  const wanted = { slots: 4, contextSize: 4096, kvBytesPerToken: 512 };

  it('lets a cache pass that takes three quarters of what is free', () => {
    expect(() => checkContextMemory(wanted, (8 * MB) / 0.75)).not.toThrow();
  });

  it('refuses a larger one, with its size, what is free and what to do', () => {
    expect(() => checkContextMemory(wanted, 10 * MB)).toThrow(
      expect.objectContaining({
        name: 'BenchmarkError',
        exitCode: 1,
        message:
          'a context of 4096 tokens for each of 4 slots needs 8 MB of KV cache, ' +
          'but 10 MB of memory are free, and three quarters of that may be taken',
        remedy: 'ask for fewer slots or a shorter context',
      }),
    );
  });

  it('refuses a terabyte', () => {
    expect(() => checkContextMemory({ slots: 256, contextSize: 2 ** 23, kvBytesPerToken: 512 }, 24_000 * MB)).toThrow(
      'needs 1048576 MB',
    );
  });

  it('says nothing where the size of a token is not known', () => {
    expect(() => checkContextMemory({ ...wanted, kvBytesPerToken: undefined }, 0)).not.toThrow();
  });
});
