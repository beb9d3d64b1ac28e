import type { Tokenizer } from '@sagellm/bench-protocol';

/** Words of the text before that a tokenizer may look back on. */
const CONTEXT_WORDS = 8;

/**
 * The tokenizer as it counts a text that continues another one behind a separator: only the tokens that both add. The end
 * of the text before stands in for all of it.
 */
export function continuing(before: string, separator: string, tokenizer: Tokenizer): Tokenizer {
  const tail = before.split(' ').slice(-CONTEXT_WORDS).join(' ');
  const known = tokenizer.encode(tail).length;
  return {
    identity: tokenizer.identity,
    encode: (text) => (text === '' ? [] : tokenizer.encode(tail + separator + text).slice(known)),
    decode: (tokenIds) => tokenizer.decode(tokenIds),
  };
}
