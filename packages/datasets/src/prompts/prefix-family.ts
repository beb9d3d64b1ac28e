import { faultError, type PromptInput, type SampleSpec } from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import { continuing } from './continued-text.ts';
import { promptWords } from './filler.ts';
import { distinctOpening } from './opening.ts';
import { promptText } from './prompt-text.ts';
import { tokenPool } from './token-pool.ts';

/** Prompts with one prefix in common. The n-th depends on the family's chance and n alone. */
export type PrefixFamily = { next(suffixTokens: number): PromptInput };

/** Beginnings that are tried until one has a first token that no sibling has. */
const CANDIDATES = 24;
const ATTEMPTS = 4;

/** Texts: prefix, a space, and words of its own. */
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
  const behind = continuing(prefix, tokenizer);
  const used = new Set<number>();
  let count = 0;

  const suffixOf = (tokens: number, chance: Random): string => {
    const opening = firstOf(CANDIDATES, (candidate) => {
      const words = distinctOpening(chance.fork(candidate));
      return { words, fresh: !used.has(behind.encode(words[0]!)[0] ?? -1) };
    });
    const words = (filler: Random) => promptWords(opening.words, '', filler);
    return promptText({ ...common, tokens, words, random: chance, tokenizer: behind });
  };

  return {
    next(suffixTokens) {
      const chance = random.fork(count++);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const text = `${prefix} ${suffixOf(suffixTokens, chance.fork(attempt))}`;
        const ids = tokenizer.encode(text);
        // What stands behind may change how the end of a prefix is cut: this is the proof that it did not.
        if (ids.length !== prefixTokens + suffixTokens || prefixIds.some((id, at) => ids[at] !== id)) continue;
        used.add(ids[prefixTokens]!);
        return { kind: 'text', text };
      }
      throw faultError(
        `workload ${workload.name}: tokenizer ${tokenizer.identity.name} lets no text keep a prefix of ${prefixTokens} tokens`,
        'choose another --tokenizer, or --token-ids',
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
