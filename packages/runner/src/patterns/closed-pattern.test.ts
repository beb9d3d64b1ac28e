import { expect, it } from 'vitest';
import { closedPattern } from './closed-pattern.ts';

it('states how many requests are in flight', () => {
  expect(closedPattern(3)).toEqual({ kind: 'closed', concurrency: 3, facts: { kind: 'closed', concurrency: 3 } });
});

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a concurrency of %s', (concurrency) => {
  expect(() => closedPattern(concurrency)).toThrow(`--concurrency ${concurrency}`);
});
