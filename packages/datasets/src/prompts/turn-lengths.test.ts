import fc from 'fast-check';
import { expect, it } from 'vitest';
import { turnLengths } from './turn-lengths.ts';

it('gives answers three parts, questions two, instructions one', () => {
  expect(turnLengths(256, ['system', 'user', 'assistant', 'user'])).toEqual([33, 64, 95, 64]);
});

it('gives a single turn everything', () => {
  expect(turnLengths(32, ['user'])).toEqual([32]);
});

it('gives each turn one token when there are just enough', () => {
  expect(turnLengths(4, ['system', 'user', 'assistant', 'user'])).toEqual([1, 1, 1, 1]);
});

it('always shares out exactly the total, at least one token a turn', () => {
  const roles = fc.array(fc.constantFrom('system' as const, 'user' as const, 'assistant' as const), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(roles, fc.nat(5000), (turns, more) => {
      const lengths = turnLengths(turns.length + more, turns);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(turns.length + more);
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1);
    }),
  );
});
