import type { Tokenizer } from '@sagellm/bench-protocol';

/** Words before an added piece that are encoded with it. No tokenizer in use looks further back than a word or two. */
const CONTEXT_WORDS = 3;
const ATTEMPTS = 6;
/** A guess for the first step; from then on it is what the text so far shows. */
const TOKENS_PER_WORD = 4;
/** Part of the missing text that is added at once: few steps, seldom one too far. */
const STEP = 0.8;
const WORDS_PER_TOKEN_LIMIT = 4;

/** Ends that are tried when the next word is too long; most of them are one token somewhere. */
const ENDS = [' now', ' too', ' so', '.', ' again', '!', ' I', ' a', '?', 's', 'y', ' 7', 'x', 'w', 'q', ')', ';', '1'];

/**
 * Takes words until their text has exactly `target` tokens, with a short end where the next word would be too long.
 * Pieces are encoded with the few words before them, the whole text once to prove its length.
 *
 * Returns nothing when no attempt hits the length.
 */
export function exactText(target: number, words: Iterator<string>, tokenizer: Tokenizer): string | undefined {
  const count = (text: string) => tokenizer.encode(text).length;
  let taken: string[] = [];
  let tokens = count('');
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const grown = grow(taken, tokens, target, words, count);
    const text = close(grown, target, count);
    if (text !== undefined && count(text) === target) return text;
    // The sum of the pieces was wrong, or no end fitted: forget the last words and go on with others, from a true count.
    // The first half stays: there stand the words that set this text apart.
    const { length } = grown.words;
    taken = grown.words.slice(0, Math.max(length - 4 * CONTEXT_WORDS, Math.ceil(length / 2)));
    tokens = count(taken.join(' '));
  }
  return undefined;
}

type Grown = { words: string[]; tokens: number; tooLong: string };

/** Adds words, many at a time while there is room, until the next one does not fit. */
function grow(
  start: readonly string[],
  startTokens: number,
  target: number,
  source: Iterator<string>,
  count: (text: string) => number,
): Grown {
  const words = [...start];
  let tokens = startTokens;
  let waiting: string[] = [];
  let perWord = TOKENS_PER_WORD;
  // A tokenizer may count many words as nothing (unknown ones, say): text without end would follow.
  while (words.length < WORDS_PER_TOKEN_LIMIT * target + 64) {
    const missing = target - tokens;
    const size = Math.max(1, Math.floor((STEP * missing) / perWord));
    while (waiting.length < size) waiting.push(source.next().value);
    const piece = waiting.slice(0, size);
    const context = words.slice(-CONTEXT_WORDS);
    const added = count([...context, ...piece].join(' ')) - count(context.join(' '));
    if (added <= missing) {
      words.push(...piece);
      tokens += added;
      waiting = waiting.slice(size);
    } else if (size === 1) {
      return { words, tokens, tooLong: piece[0]! };
    }
    perWord = Math.max(added / size, 0.25);
  }
  return { words, tokens, tooLong: '' };
}

/** Ends the text with what brings it to the target: one end of the list, or several. */
function close(grown: Grown, target: number, count: (text: string) => number): string | undefined {
  let text = grown.words.join(' ');
  let tail = grown.words.slice(-CONTEXT_WORDS).join(' ');
  let missing = target - grown.tokens;
  // A text that cannot hold its first word begins with a part of it, so that it is still a distinct one.
  const parts = text === '' ? [3, 2, 1].map((length) => grown.tooLong.slice(0, length)) : [];
  while (missing > 0) {
    const before = count(tail);
    let best: { end: string; added: number } | undefined;
    for (const candidate of [...parts, ...ENDS]) {
      const end = tail === '' ? candidate.trimStart() : candidate;
      const added = count(tail + end) - before;
      if (added >= 1 && added <= missing && (!best || added === missing)) best = { end, added };
      if (added === missing) break;
    }
    if (!best) return undefined;
    text += best.end;
    tail += best.end;
    missing -= best.added;
    parts.length = 0;
  }
  return text;
}
