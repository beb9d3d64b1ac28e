/**
 * When tokens came. An event is token-bearing when it carries text, or when the server's own counts show that it
 * brought tokens without text (half of a UTF-8 character, a special token).
 *
 * Tokens without text before the first text are added to the weight of the first text: the first token is the first
 * one that carries something, and the gaps behind it stay right.
 */
export class TokenLog {
  /** Token-bearing events. */
  count = 0;
  firstToken: number | undefined = undefined;
  firstOutput: number | undefined = undefined;
  lastToken: number | undefined = undefined;
  /** True as soon as the server has shown a token, with text or without. */
  seen = false;
  /** Used again for each request, so that they have grown when it comes. */
  readonly #times: number[] = [];
  readonly #weights: number[] = [];
  #weightsKnown = true;
  #leading = 0;

  reset(): void {
    this.count = 0;
    this.firstToken = undefined;
    this.firstOutput = undefined;
    this.lastToken = undefined;
    this.seen = false;
    this.#weightsKnown = true;
    this.#leading = 0;
  }

  /** `tokens`: how many new ones the server's counts show for this event; undefined where it does not say. */
  add(at: number, carries: 'nothing' | 'reasoning' | 'output', tokens: number | undefined): void {
    if (carries === 'nothing' && !(tokens !== undefined && tokens > 0)) return;
    this.seen = true;
    if (this.firstToken === undefined) {
      if (carries === 'nothing') {
        this.#leading += tokens!;
        return;
      }
      this.firstToken = at;
    }
    if (carries === 'output') this.firstOutput ??= at;
    this.lastToken = at;
    if (tokens === undefined) this.#weightsKnown = false;
    this.#push(at, tokens === undefined ? 0 : tokens + this.#leading);
    this.#leading = 0;
  }

  /** A copy: it is handed out with the observation. */
  times(): number[] {
    return this.#times.slice(0, this.count);
  }

  /**
   * Weights of the events, if each is known and above 0. A text that the counts give no token to came from a server
   * that counts apart from its events; then nobody can say what an event weighed.
   */
  knownWeights(): number[] | undefined {
    if (!this.#weightsKnown || this.count === 0) return undefined;
    const weights = this.#weights.slice(0, this.count);
    return weights.includes(0) ? undefined : weights;
  }

  #push(at: number, weight: number): void {
    const last = this.count - 1;
    // A server may split one step into several events (reasoning, then content) and count on only one of them.
    if (this.#weightsKnown && last >= 0 && this.#times[last] === at && (weight === 0 || this.#weights[last] === 0)) {
      this.#weights[last]! += weight;
      return;
    }
    this.#times[this.count] = at;
    this.#weights[this.count] = weight;
    this.count++;
  }
}
