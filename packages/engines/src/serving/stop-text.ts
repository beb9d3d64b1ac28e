/**
 * Finds stop strings in text that arrives in pieces. Text that may be the beginning of a stop string is held back until
 * that is decided; a stop string itself is never let through.
 */
export class StopText {
  readonly #stops: readonly string[];
  #held = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Text that may go out now. After `stopped` nothing more may. */
  push(piece: string): { text: string; stopped: boolean } {
    if (this.#stops.length === 0) return { text: piece, stopped: false };
    const text = this.#held + piece;
    const found = this.#stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) {
      this.#held = '';
      return { text: text.slice(0, Math.min(...found)), stopped: true };
    }
    const free = text.length - this.#doubtful(text);
    this.#held = text.slice(free);
    return { text: text.slice(0, free), stopped: false };
  }

  /** What was held back, when the answer ends without a stop string. */
  rest(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  /** Length of the longest end of `text` that begins a stop string. */
  #doubtful(text: string): number {
    const longest = Math.min(text.length, Math.max(...this.#stops.map((stop) => stop.length)) - 1);
    for (let length = longest; length > 0; length--) {
      const end = text.slice(text.length - length);
      if (this.#stops.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }
}
