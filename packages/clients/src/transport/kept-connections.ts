/** So soon behind an answer nobody closes a connection for being silent. */
const SOON_MS = 500;
/** Closed so often it is a habit, and not a connection that broke. */
const A_HABIT = 3;

/**
 * Whether a server keeps its connections behind an answer. Some say so (`Keep-Alive`) and close them all the same, as
 * llama.cpp's server does behind each stream; a request that is put on such a connection is lost in the closing. Once
 * that is a habit, each request gets a connection of its own.
 */
export class KeptConnections {
  #closed = 0;
  #reused = 0;

  get areKept(): boolean {
    return this.#closed < A_HABIT || this.#reused >= this.#closed;
  }

  /** An answer came on a connection that had brought one before. */
  reused(): void {
    this.#reused++;
  }

  /** The server closed a connection unasked, so long after its answer. */
  closedBehindAnswer(afterMs: number): void {
    if (afterMs < SOON_MS) this.#closed++;
  }
}
