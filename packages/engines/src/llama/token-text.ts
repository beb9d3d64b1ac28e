/** Ids to text; `preceding` decides about spaces between words in some vocabularies. */
export type Detokenize<Token> = (tokens: Token[], preceding: Token[]) => string;

/** A character has at most four bytes, and a token at least one. */
const LONGEST_CHARACTER_TOKENS = 4;
const PRECEDING_TOKENS = 4;
const UNFINISHED_END = /\uFFFD+$/;

/** Turns tokens into text one by one. Half a character waits for the tokens that complete it. */
export class TokenText<Token> {
  readonly #detokenize: Detokenize<Token>;
  #preceding: Token[] = [];
  /** Tokens since the last place where a token and a character ended together. */
  #pending: Token[] = [];
  /** Characters of the pending tokens' text that are out already. */
  #told = 0;
  #tokensWithoutText = 0;

  constructor(detokenize: Detokenize<Token>) {
    this.#detokenize = detokenize;
  }

  /** True when the last token's text is not wholly out. */
  get waiting(): boolean {
    return this.#pending.length > 0;
  }

  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#detokenize(this.#pending, this.#preceding);
    const whole = text.replace(UNFINISHED_END, '');
    if (whole.length === text.length) return this.#settle(text);
    if (whole.length > this.#told) {
      const piece = whole.slice(this.#told);
      this.#told = whole.length;
      this.#tokensWithoutText = 0;
      return piece;
    }
    this.#tokensWithoutText++;
    // What four tokens could not complete is no character.
    return this.#tokensWithoutText < LONGEST_CHARACTER_TOKENS ? '' : this.#settle(text);
  }

  /** What is left at the end; a character that was never completed is a replacement character. */
  rest(): string {
    return this.waiting ? this.#settle(this.#detokenize(this.#pending, this.#preceding)) : '';
  }

  #settle(text: string): string {
    const piece = text.slice(this.#told);
    this.#preceding = [...this.#preceding, ...this.#pending].slice(-PRECEDING_TOKENS);
    this.#pending = [];
    this.#told = 0;
    this.#tokensWithoutText = 0;
    return piece;
  }
}
