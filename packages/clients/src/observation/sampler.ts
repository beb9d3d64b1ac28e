import type { Clock } from '@sagellm/bench-clock';

/** Looks at something at the start, at the end, and every so often between; never twice at once. */
export class Sampler {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #look: () => Promise<void>;
  #looking: Promise<void> | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, intervalMs: number, look: () => Promise<void>) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#look = look;
  }

  async start(): Promise<void> {
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
    if (this.#clock.kind === 'virtual') return;
    this.#cancel = this.#clock.schedule(this.#clock.now() + this.#intervalMs, () => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
      this.#arm();
    });
  }
}
