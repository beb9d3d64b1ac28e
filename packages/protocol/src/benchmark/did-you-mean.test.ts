import { expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

it.each([
  ['markdwon', ['table', 'json', 'markdown'], 'markdown'],
  ['q9', ['Q1', 'Q2'], 'Q1'],
  ['tfft_ms', ['ttft_ms', 'tpot_ms'], 'ttft_ms'],
  ['shorts', ['short', 'long'], 'short'],
  ['banana', ['short', 'long'], undefined],
  ['', ['short'], undefined],
])('%s among %j means %s', (word, choices, meant) => {
  expect(didYouMean(word, choices)).toBe(meant);
});
