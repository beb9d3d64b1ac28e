import { EngineError, type EngineStats } from '@sagellm/bench-protocol';
import { SlotQueue } from '../serving/slot-queue.ts';

/** What a request holds while it lives. It is given back exactly once, whichever way the request ends. */
export interface Holding extends Disposable {
  /** Aborts with the caller's signal, and when the engine is closed. */
  readonly signal: AbortSignal;
  /** Waits for a slot, then holds it and the prompt's tokens. */
  takeSlot(promptTokens: number): Promise<void>;
  /** One more token in the context. */
  grow(): void;
  finish(reason: 'stop' | 'length' | 'abort'): void;
}

/** Who holds slots and context tokens. An abort gives them back at once, even while nobody reads the answer. */
export class Occupancy {
  readonly #slots: SlotQueue;
  readonly #live = new Set<AbortController>();
  readonly #finished = { stop: 0, length: 0, abort: 0 };
  #contextTokens = 0;

  constructor(options: { slots: number; maxWaiting: number }) {
    this.#slots = new SlotQueue(options);
  }

  get running(): number {
    return this.#slots.running;
  }

  stats(): Pick<EngineStats, 'running' | 'waiting' | 'finished' | 'kv_used_tokens'> {
    return {
      running: this.#slots.running,
      waiting: this.#slots.waiting,
      finished: { ...this.#finished },
      kv_used_tokens: this.#contextTokens,
    };
  }

  /** Leaving the scope without `finish` counts as an abort. */
  begin(signal: AbortSignal | undefined): Holding {
    signal?.throwIfAborted();
    const controller = new AbortController();
    const follow = () => controller.abort(signal?.reason);
    signal?.addEventListener('abort', follow, { once: true });
    this.#live.add(controller);

    let holdsSlot = false;
    let context = 0;
    let over = false;
    const grow = (tokens: number) => {
      if (over) return;
      context += tokens;
      this.#contextTokens += tokens;
    };
    const finish = (reason: 'stop' | 'length' | 'abort') => {
      if (over) return;
      over = true;
      signal?.removeEventListener('abort', follow);
      this.#live.delete(controller);
      this.#finished[reason]++;
      this.#contextTokens -= context;
      if (holdsSlot) this.#slots.release();
    };
    controller.signal.addEventListener('abort', () => finish('abort'), { once: true });

    return {
      signal: controller.signal,
      takeSlot: async (promptTokens) => {
        await this.#slots.acquire(controller.signal);
        holdsSlot = true;
        grow(promptTokens);
        // An abort between the slot's release and this line has finished the request without giving the slot back.
        if (over) this.#slots.release();
        controller.signal.throwIfAborted();
      },
      grow: () => grow(1),
      finish,
      [Symbol.dispose]: () => finish('abort'),
    };
  }

  close(): void {
    for (const controller of [...this.#live]) {
      controller.abort(new EngineError('the engine was closed', { status: 503, code: 'engine_closed' }));
    }
  }
}
