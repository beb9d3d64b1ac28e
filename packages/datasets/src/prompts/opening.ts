import type { Random } from '@sagellm/bench-random';

const CONSONANTS = [...'bdflmnrstv'];
const VOWELS = [...'aeiou'];
const WORDS = 4;

/**
 * Made-up words such as "mava tiru sebo lani:" that begin a prompt. One word is one of 2500, so that two prompts share
 * seldom more than their first token and never a block of a prefix cache; all four agree once in 10^13 pairs.
 */
export function distinctOpening(random: Random): string[] {
  const syllable = () => random.pick(CONSONANTS) + random.pick(VOWELS);
  return Array.from({ length: WORDS }, (_, i) => syllable() + syllable() + (i === WORDS - 1 ? ':' : ''));
}
