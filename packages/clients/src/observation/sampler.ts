import type { Clock } from '@sagellm/bench-clock';

/** Looks in one window; hours at any sensible interval, and a bound for what they leave behind. */
const MOST_LOOKS = 20_000;

/** Looks at something at the start, at the end, and every so often between; never twice at once. */
export class Sampler {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #look: () => Promise<void>;
  #looking: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #looks = 0;

  constructor(clock: Clock, intervalMs: number, look: () => Promise<void>) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#look = look;
  }

  async start(): Promise<void> {
    this.#looks = 0;
    await this.#look();
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    await this.#looking;
    await this.#look();
  }

  #arm(): void {
    // A timer of its own would make virtual time pass while the load waits for something real.
    if (this.#clock.kind === 'virtual' || this.#looks++ >= MOST_LOOKS) return;
    this.#cancel = this.#clock.schedule(this.#clock.now() + this.#intervalMs, () => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
      this.#arm();
    });
  }
}
