/** Ids to text; `preceding` decides about spaces between words in some vocabularies. */
export type Detokenize<Token> = (tokens: Token[], preceding: Token[]) => string;

/** A character has at most four bytes, and a token at least one. */
const LONGEST_CHARACTER_TOKENS = 4;
const PRECEDING_TOKENS = 4;
const REPLACEMENT = '\uFFFD';

/** Turns tokens into text one by one. A token that ends in the middle of a character waits for those that complete it. */
export class TokenText<Token> {
  readonly #detokenize: Detokenize<Token>;
  #preceding: Token[] = [];
  #pending: Token[] = [];

  constructor(detokenize: Detokenize<Token>) {
    this.#detokenize = detokenize;
  }

  /** True when the last token's text is not out yet. */
  get waiting(): boolean {
    return this.#pending.length > 0;
  }

  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#detokenize(this.#pending, this.#preceding);
    const half = text.endsWith(REPLACEMENT) && this.#pending.length < LONGEST_CHARACTER_TOKENS;
    return half ? '' : this.#settle(text);
  }

  /** What is left at the end; a character that was never completed is a replacement character. */
  rest(): string {
    return this.waiting ? this.#settle(this.#detokenize(this.#pending, this.#preceding)) : '';
  }

  #settle(text: string): string {
    this.#preceding = [...this.#preceding, ...this.#pending].slice(-PRECEDING_TOKENS);
    this.#pending = [];
    return text;
  }
}
