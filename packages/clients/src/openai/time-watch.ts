import type { Clock } from '@sagellm/bench-clock';

/**
 * One timer for all requests on their way, where one for each would be set and taken back several times a request. It
 * goes off no later than the earliest moment at which any of them can be due, looks at all of them, and is set again.
 */
export class TimeWatch {
  readonly #clock: Clock;
  /** Nothing that begins, or comes to another stage, is due sooner than that. */
  readonly #shortestMs: number;
  readonly #lookAt: (now: number) => number | undefined;
  #cancel: (() => void) | undefined = undefined;

  /** `lookAt` deals with what is due, and tells when the next will be; undefined where nothing is on its way. */
  constructor(clock: Clock, shortestMs: number, lookAt: (now: number) => number | undefined) {
    this.#clock = clock;
    this.#shortestMs = shortestMs;
    this.#lookAt = lookAt;
  }

  /** A request began. What was set before goes off before it can be due. */
  begin(now: number): void {
    if (!this.#cancel) this.#set(now + this.#shortestMs);
  }

  /** Nothing is on its way. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #set(at: number): void {
    this.#cancel = this.#clock.schedule(at, () => {
      this.#cancel = undefined;
      const now = this.#clock.now();
      const next = this.#lookAt(now);
      // A request that began meanwhile has set it already.
      if (next !== undefined && !this.#cancel) this.#set(Math.min(next, now + this.#shortestMs));
    });
  }
}
