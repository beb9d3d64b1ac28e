import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { SlotQueue } from '../serving/slot-queue.ts';
import { chooseSlot } from './choose-slot.ts';

/** A slot while a request has it. */
export type SlotLease = {
  sequence: LlamaContextSequence;
  /** Gives it to the next request; a second call changes nothing. */
  release(): Promise<void>;
};

/** The sequences of a context, handed out first come first served. */
export class Slots {
  readonly #sequences: readonly LlamaContextSequence[];
  /** Longest unused first. */
  readonly #free: LlamaContextSequence[];
  readonly #queue: SlotQueue;
  readonly #keepTokens: boolean;

  constructor(sequences: readonly LlamaContextSequence[], options: { maxWaiting: number; keepTokens: boolean }) {
    this.#sequences = sequences;
    this.#free = [...sequences];
    this.#queue = new SlotQueue({ slots: sequences.length, maxWaiting: options.maxWaiting });
    this.#keepTokens = options.keepTokens;
  }

  get running(): number {
    return this.#queue.running;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Tokens of running requests. Those kept for reuse are not in use: they give way to whoever needs their place. */
  get tokensInUse(): number {
    const busy = this.#sequences.filter((sequence) => !this.#free.includes(sequence));
    return busy.reduce((sum, sequence) => sum + sequence.nextTokenIndex, 0);
  }

  async acquire(prompt: Token[], signal: AbortSignal): Promise<SlotLease> {
    await this.#queue.acquire(signal);
    const sequence = this.#take(prompt);
    let released: Promise<void> | undefined;
    return {
      sequence,
      release: () => {
        released ??= this.#giveBack(sequence);
        return released;
      },
    };
  }

  #take(prompt: Token[]): LlamaContextSequence {
    const kept = this.#free.map((sequence) => ({
      held: sequence.nextTokenIndex,
      shared: sequence.compareContextTokens(prompt).firstDifferentIndex,
    }));
    return this.#free.splice(chooseSlot(kept, prompt.length), 1)[0]!;
  }

  async #giveBack(sequence: LlamaContextSequence): Promise<void> {
    try {
      if (!this.#keepTokens) await sequence.clearHistory();
    } finally {
      this.#free.push(sequence);
      this.#queue.release();
    }
  }
}
