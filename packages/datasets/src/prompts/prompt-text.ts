import { faultError, type Tokenizer } from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import { exactText } from './exact-text.ts';

/** A text that cannot be brought to its length is begun anew with other words; more than once is not known to happen. */
const BEGINNINGS = 4;

export type PromptText = {
  tokens: number;
  words: (chance: Random) => Iterator<string>;
  random: Random;
  tokenizer: Tokenizer;
  /** Named in the error. */
  workload: string;
};

/**
 * Words as a text of exactly `tokens` tokens.
 *
 * @throws BenchmarkError (fault) when the tokenizer allows no such text.
 */
export function promptText(wanted: PromptText): string {
  const text = findPromptText(wanted);
  if (text !== undefined) return text;
  throw faultError(
    `workload ${wanted.workload}: no text of exactly ${wanted.tokens} tokens found with tokenizer ${wanted.tokenizer.identity.name}`,
    'choose another --tokenizer, or another prompt length',
  );
}

/** The same, or nothing where there is no such text. */
export function findPromptText({ tokens, words, random, tokenizer }: Omit<PromptText, 'workload'>): string | undefined {
  for (let beginning = 0; beginning < BEGINNINGS; beginning++) {
    const text = exactText(tokens, words(random.fork(beginning)), tokenizer);
    if (text !== undefined) return text;
  }
  return undefined;
}
