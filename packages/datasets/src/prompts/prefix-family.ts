import { faultError, type PromptInput, type SampleSpec } from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import { continuing } from './continued-text.ts';
import { promptWords } from './filler.ts';
import { distinctOpening } from './opening.ts';
import { findPromptText, promptText } from './prompt-text.ts';
import { tokenPool } from './token-pool.ts';

/** Prompts with one prefix in common. The n-th depends on the family's chance and n alone. */
export type PrefixFamily = { next(suffixTokens: number): PromptInput };

/** Beginnings that are tried until one has a first token that no sibling has. */
const CANDIDATES = 24;
const ATTEMPTS = 8;
/** Suffixes without a first token of their own, after which no more are looked for: the tokenizer has run out of them. */
const MISSES = 3;
/** Some tokenizers have no word that is one token with its space: then a sign follows the prefix directly. */
const SEPARATORS = [' ', ''];

/** Texts: the prefix, then words of their own. */
export function createTextFamily(spec: SampleSpec, prefixTokens: number, random: Random): PrefixFamily {
  const { tokenizer, workload } = spec;
  const common = { tokenizer, workload: workload.name };
  const prefix = promptText({
    ...common,
    tokens: prefixTokens,
    words: (chance) => promptWords(distinctOpening(chance), workload.topic, chance),
    random: random.fork('prefix'),
  });
  const prefixIds = tokenizer.encode(prefix);
  const behind = SEPARATORS.map((separator) => ({ separator, counting: continuing(prefix, separator, tokenizer) }));
  const used = new Set<number>();
  let count = 0;
  let misses = 0;

  const suffixOf = (tokens: number, chance: Random): string | undefined => {
    const opening = firstOf(misses < MISSES ? CANDIDATES : 1, (candidate) => {
      const words = distinctOpening(chance.fork(candidate));
      return { words, fresh: !used.has(behind[0]!.counting.encode(words[0]!)[0] ?? -1) };
    });
    const words = (filler: Random) => promptWords(opening.words, '', filler);
    for (const { separator, counting } of behind) {
      const text = findPromptText({ tokens, words, random: chance, tokenizer: counting });
      if (text !== undefined) return separator + text;
    }
    return undefined;
  };

  return {
    next(suffixTokens) {
      const chance = random.fork(count++);
      let text: string | undefined;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const suffix = suffixOf(suffixTokens, chance.fork(attempt));
        if (suffix === undefined) break;
        const ids = tokenizer.encode(prefix + suffix);
        // What stands behind may change how the end of a prefix is cut: this is the proof that it did not.
        if (ids.length !== prefixTokens + suffixTokens || prefixIds.some((id, at) => ids[at] !== id)) continue;
        text = prefix + suffix;
        const fresh = !used.has(ids[prefixTokens]!);
        used.add(ids[prefixTokens]!);
        if (fresh || misses >= MISSES) break;
        if (attempt + 1 === ATTEMPTS) misses++;
      }
      if (text !== undefined) return { kind: 'text', text };
      throw faultError(
        `workload ${workload.name}: tokenizer ${tokenizer.identity.name} has no text of ${suffixTokens} tokens that follows a prefix of ${prefixTokens}`,
        'choose another --tokenizer, longer --suffix-tokens, or --token-ids',
      );
    },
  };
}

/** Token ids: the prefix's, then random ones. */
export function createIdFamily({ tokenizer }: SampleSpec, prefixTokens: number, random: Random): PrefixFamily {
  const { ids } = tokenPool(tokenizer);
  const draw = (length: number, chance: Random) => Array.from({ length }, () => chance.pick(ids));
  const prefix = draw(prefixTokens, random.fork('prefix'));
  const used = new Set<number>();
  let count = 0;
  return {
    next(suffixTokens) {
      const chance = random.fork(count++);
      const { id } = firstOf(CANDIDATES, () => {
        const id = chance.pick(ids);
        return { id, fresh: !used.has(id) };
      });
      used.add(id);
      return { kind: 'token-ids', token_ids: [...prefix, id, ...draw(suffixTokens - 1, chance)] };
    },
  };
}

/** The first fresh candidate, or the last one where none is: then siblings share a token or two more. */
function firstOf<T extends { fresh: boolean }>(candidates: number, make: (candidate: number) => T): T {
  for (let candidate = 0; ; candidate++) {
    const made = make(candidate);
    if (made.fresh || candidate + 1 === candidates) return made;
  }
}
