/** The tokens of the tiny model, in order of their ids. */
export type TinyVocabulary = {
  tokens: readonly string[];
  /** llama.cpp's token types, one for each token. */
  types: readonly number[];
  /** Byte-pair merges, first ones first, as `left right`. */
  merges: readonly string[];
  startOfText: number;
  endOfText: number;
  padding: number;
  /** Id of the first whole word; those before are bytes, markers and syllables. */
  firstWord: number;
};

export const TOKEN_TYPE = { normal: 1, control: 3 } as const;

const SYLLABLES = [...'bdfgklmnprstvz'].flatMap((consonant) => [...'aeiou'].map((vowel) => consonant + vowel));

/**
 * Byte-level BPE as GPT-2 has it, with two-syllable words: each word is one token, with or without the space before it.
 * Any text can be encoded, since every byte is a token.
 */
export function tinyVocabulary(size: number): TinyVocabulary {
  const tokens: string[] = [];
  const types: number[] = [];
  const merges: string[] = [];
  const add = (token: string, type: number = TOKEN_TYPE.normal) => {
    types.push(type);
    return tokens.push(token) - 1;
  };

  for (const character of byteCharacters()) add(character);
  // llama.cpp takes some texts ("<|end|>", "<|im_end|>", "</s>", …) for ends of generation whatever the metadata says.
  // Of these markers only <|endoftext|> is one.
  const startOfText = add('<|startoftext|>', TOKEN_TYPE.control);
  const endOfText = add('<|endoftext|>', TOKEN_TYPE.control);
  const padding = add('<|pad|>', TOKEN_TYPE.control);
  for (const marker of ['system', 'user', 'assistant', 'turn']) add(`<|${marker}|>`, TOKEN_TYPE.control);
  for (const syllable of SYLLABLES) {
    merges.push(`${syllable[0]} ${syllable[1]}`);
    add(syllable);
  }
  const firstWord = tokens.length;
  if (size < firstWord + 2) throw new RangeError(`a vocabulary needs ${firstWord + 2} tokens at least, not ${size}`);
  for (const [left, right] of syllablePairs()) {
    if (tokens.length + 2 > size) break;
    merges.push(`${left} ${right}`, `Ġ ${left}${right}`);
    add(left + right);
    add(`Ġ${left}${right}`);
  }
  while (tokens.length < size) add(`<|unused${tokens.length}|>`, TOKEN_TYPE.control);
  return { tokens, types, merges, startOfText, endOfText, padding, firstWord };
}

/** All pairs, so ordered that a short list has every syllable in first and in second place. */
function* syllablePairs(): Generator<[string, string]> {
  for (let turn = 0; turn < SYLLABLES.length; turn++) {
    for (let index = 0; index < SYLLABLES.length; index++) {
      yield [SYLLABLES[index]!, SYLLABLES[(index + turn) % SYLLABLES.length]!];
    }
  }
}

/** GPT-2's table: each byte as a printable character. */
function byteCharacters(): string[] {
  let extra = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : extra++);
  });
}
