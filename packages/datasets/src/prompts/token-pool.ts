import type { Tokenizer } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { promptWords } from './filler.ts';

/** Tokens of plain text: ids that the tokenizer gives itself, and those of them that are a word or a piece of one. */
export type TokenPool = { ids: readonly number[]; words: readonly string[] };

const ENGLISH_WORDS = 4000;
const MADE_UP_WORDS = 6000;

/**
 * Ids and words to draw at random. No tokenizer tells its size, or which of its ids are control tokens; so a seeded text
 * of English and made-up words is encoded, and what comes out is used: every id is sure to exist and to mean plain text.
 */
export function tokenPool(tokenizer: Tokenizer): TokenPool {
  const known = pools.get(tokenizer);
  if (known) return known;
  const ids = [...new Set(tokenizer.encode(variedText()))];
  const pieces = ids.map((id) => tokenizer.decode([id]).trim()).filter((piece) => /^[A-Za-z0-9]+$/.test(piece));
  const pool = { ids, words: pieces.length > 0 ? [...new Set(pieces)] : [...'abcdefghijklmnopqrstuvwxyz'] };
  pools.set(tokenizer, pool);
  return pool;
}

const pools = new WeakMap<Tokenizer, TokenPool>();

function variedText(): string {
  const random = createRandom('token pool');
  const english = promptWords([], 'words of every kind', random);
  const letter = () => String.fromCharCode(97 + random.integer(26));
  const word = () => Array.from({ length: 2 + random.integer(7) }, letter).join('');
  const capital = (text: string) => (random.next() < 0.25 ? text[0]!.toUpperCase() + text.slice(1) : text);
  return [
    ...Array.from({ length: ENGLISH_WORDS }, () => english.next().value),
    ...Array.from({ length: MADE_UP_WORDS }, () => capital(word())),
    ...Array.from({ length: 1000 }, (_, number) => String(number)),
  ].join(' ');
}
