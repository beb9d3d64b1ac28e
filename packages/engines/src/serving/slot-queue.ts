import { EngineError } from '@sagellm/bench-protocol';

type Waiter = { admit: () => void; left: boolean };

/**
 * A fixed number of slots and a bounded queue before them, first come first served. A freed slot goes to the first in the
 * queue in the same turn, so no later request can slip in between.
 */
export class SlotQueue {
  readonly #slots: number;
  readonly #maxWaiting: number;
  /** From `#head` on; those who left stay in it, marked, until their turn comes. */
  #queue: Waiter[] = [];
  #head = 0;
  #waiting = 0;
  #running = 0;

  constructor(options: { slots: number; maxWaiting: number }) {
    this.#slots = options.slots;
    this.#maxWaiting = options.maxWaiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Waits for a slot; rejects with the signal's reason, or with status 503 when the queue is full. */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < this.#slots) {
      this.#running++;
      return;
    }
    if (this.#waiting >= this.#maxWaiting) {
      throw new EngineError(`the queue is full: ${this.#waiting} requests wait`, { status: 503, code: 'queue_full' });
    }
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        left: false,
        admit: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        waiter.left = true;
        this.#waiting--;
        reject(signal?.reason);
      };
      this.#queue.push(waiter);
      this.#waiting++;
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  release(): void {
    const next = this.#next();
    if (next) {
      this.#waiting--;
      next.admit();
    } else this.#running--;
  }

  #next(): Waiter | undefined {
    let next = this.#queue[this.#head++];
    while (next?.left) next = this.#queue[this.#head++];
    if (!next || this.#head > 1024) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }
}
