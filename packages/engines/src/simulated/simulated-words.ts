/** 16 × 5 syllables; two make a word, so the vocabulary has 6400 words of four letters. */
const CONSONANTS = [...'bdfghjklmnprstvz'];
const VOWELS = [...'aeiou'];
const SYLLABLES = CONSONANTS.flatMap((consonant) => VOWELS.map((vowel) => consonant + vowel));

export const VOCABULARY_SIZE = SYLLABLES.length ** 2;

/** The word of a token id. */
export function wordOf(tokenId: number): string {
  return SYLLABLES[Math.floor(tokenId / SYLLABLES.length)]! + SYLLABLES[tokenId % SYLLABLES.length]!;
}

/** All words, in the order of their token ids. */
export function simulatedWords(): string[] {
  return Array.from({ length: VOCABULARY_SIZE }, (_, tokenId) => wordOf(tokenId));
}

/** Tokens of a text: its maximal runs of characters that are no white space (the tokenizer `simulated-words`). */
export function countWords(text: string): number {
  return splitWords(text).length;
}

export function splitWords(text: string): readonly string[] {
  return text.match(/\S+/g) ?? [];
}
