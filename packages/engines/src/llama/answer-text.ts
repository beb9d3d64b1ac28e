import { StopText } from '../serving/stop-text.ts';
import { type Detokenize, TokenText } from './token-text.ts';

export type AnswerPiece = {
  text: string;
  /** A stop string is complete; it and all after it are not part of the text. */
  stopped: boolean;
};

/** The text of an answer, token by token: whole characters, no stop string, nothing lost. */
export class AnswerText<Token> {
  readonly #text: TokenText<Token>;
  readonly #stops: StopText;
  #decoded = 0;
  #told = 0;

  constructor(options: { detokenize: Detokenize<Token>; stop: readonly string[] }) {
    this.#text = new TokenText(options.detokenize);
    this.#stops = new StopText(options.stop);
  }

  /** True when text of tokens seen so far is held back: half a character, or what may begin a stop string. */
  get holding(): boolean {
    return this.#text.waiting || this.#told < this.#decoded;
  }

  /** With `mayStop: false` the token's text passes even if it holds a stop string. */
  push(token: Token, options: { mayStop: boolean }): AnswerPiece {
    const text = this.#text.push(token);
    return this.#tell(text, options.mayStop ? this.#stops.push(text) : { text, stopped: false });
  }

  /** What was held back, when the answer ends. */
  rest(): AnswerPiece {
    const text = this.#text.rest();
    const { text: free, stopped } = this.#stops.push(text);
    return this.#tell(text, { text: stopped ? free : free + this.#stops.rest(), stopped });
  }

  #tell(decoded: string, piece: AnswerPiece): AnswerPiece {
    this.#decoded += decoded.length;
    this.#told += piece.text.length;
    return piece;
  }
}
