import type { Tokenizer } from '@sagellm/bench-protocol';

/** Distinct words that get an id of their own; later ones share one, so that foreign text cannot fill the memory. */
const WORD_LIMIT = 2 ** 20;
const UNKNOWN = '<unknown>';

/**
 * The tokenizer of the simulated engine: a token is a run of characters without whitespace. `words` get the ids
 * 0, 1, 2, …; any other word gets the next id when it is first seen. Decoding joins words with one space.
 *
 * @throws RangeError for a word that is empty, contains whitespace or stands twice in `words`.
 */
export function wordTokenizer(words: readonly string[]): Tokenizer {
  const table: string[] = [];
  const ids = new Map<string, number>();

  const idOf = (word: string): number => {
    const known = ids.get(word);
    if (known !== undefined) return known;
    if (table.length >= WORD_LIMIT) return WORD_LIMIT;
    ids.set(word, table.length);
    return table.push(word) - 1;
  };

  for (const word of words) {
    if (!/^\S+$/.test(word)) throw new RangeError(`wordTokenizer: ${JSON.stringify(word)} is not one word`);
    if (ids.has(word)) throw new RangeError(`wordTokenizer: ${JSON.stringify(word)} stands twice`);
    idOf(word);
  }

  return {
    identity: { name: 'simulated-words', own: true },
    encode: (text) => (text.match(/\S+/g) ?? []).map(idOf),
    decode: (tokenIds) => tokenIds.map((id) => table[id] ?? UNKNOWN).join(' '),
  };
}
