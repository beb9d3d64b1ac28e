/** Tokens of a block, as vLLM's default on GPUs. Only whole blocks are shared. */
const BLOCK_TOKENS = 16;

/**
 * Which prompt beginnings have been computed before: blocks of whole words, each known by the block before it and its own
 * text. Compared by text, not by hash, so a hit is always true. The least recently used blocks are forgotten first.
 */
export class PrefixCache {
  readonly #maxBlocks: number;
  /** `<number of the block before> <text>` → number of this block; in order of use. */
  readonly #blocks = new Map<string, number>();
  #nextNumber = 1;

  constructor(options: { maxTokens: number }) {
    this.#maxBlocks = Math.max(1, Math.floor(options.maxTokens / BLOCK_TOKENS));
  }

  /** Tokens at the beginning of the prompt that are known; never the whole prompt, its last token is always computed. */
  lookup(words: readonly string[]): number {
    let before = 0;
    let known = 0;
    for (const text of wholeBlocks(words)) {
      const key = `${before} ${text}`;
      const number = this.#blocks.get(key);
      if (number === undefined) break;
      this.#use(key, number);
      before = number;
      known += BLOCK_TOKENS;
    }
    return known < words.length ? known : Math.max(0, known - BLOCK_TOKENS);
  }

  insert(words: readonly string[]): void {
    let before = 0;
    for (const text of wholeBlocks(words)) {
      const key = `${before} ${text}`;
      const number = this.#blocks.get(key) ?? this.#nextNumber++;
      this.#use(key, number);
      before = number;
    }
    for (const key of this.#blocks.keys()) {
      if (this.#blocks.size <= this.#maxBlocks) break;
      this.#blocks.delete(key);
    }
  }

  #use(key: string, number: number): void {
    this.#blocks.delete(key);
    this.#blocks.set(key, number);
  }
}

function* wholeBlocks(words: readonly string[]): Generator<string> {
  for (let end = BLOCK_TOKENS; end <= words.length; end += BLOCK_TOKENS) {
    yield words.slice(end - BLOCK_TOKENS, end).join(' ');
  }
}
