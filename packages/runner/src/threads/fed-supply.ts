import type { PreparedRequest } from '@sagellm/bench-protocol';
import type { RequestSupply } from '../loops/request-supply.ts';
import type { ThreadCounts } from './thread-counters.ts';

export type UnpackedBatch = { readonly length: number; at(index: number): PreparedRequest };

/**
 * The stock of a load thread, filled by another thread. The requests lie in it as bytes; an object is made of each when
 * it is taken.
 */
export class FedSupply implements RequestSupply {
  readonly #counts: ThreadCounts;
  #batches: { batch: UnpackedBatch; indices: Uint32Array }[] = [];
  #inFirst = 0;
  #complete = false;
  #onFilled: (() => void) | undefined = undefined;

  constructor(counts: ThreadCounts) {
    this.#counts = counts;
  }

  add(batch: UnpackedBatch, indices: Uint32Array): void {
    if (batch.length === 0) return;
    this.#batches.push({ batch, indices });
    this.#tell();
  }

  /** Nothing more will come. */
  complete(): void {
    this.#complete = true;
    this.#tell();
  }

  get isWaiting(): boolean {
    return this.#batches.length === 0 && !this.#complete;
  }

  whenFilled(callback: () => void): void {
    if (this.#onFilled === undefined) this.#counts.starved++;
    this.#onFilled = callback;
  }

  hasNext(): boolean {
    return this.#batches.length > 0;
  }

  take(): PreparedRequest | undefined {
    const first = this.#batches[0];
    if (!first) return undefined;
    const at = this.#inFirst++;
    if (this.#inFirst === first.batch.length) {
      this.#batches.shift();
      this.#inFirst = 0;
    }
    this.#counts.taken++;
    const prepared = first.batch.at(at);
    prepared.index = first.indices[at]!;
    return prepared;
  }

  refillOne(): boolean {
    return false;
  }

  async prepareAhead(): Promise<void> {}

  close(): void {
    this.#batches = [];
    this.#complete = true;
  }

  #tell(): void {
    const callback = this.#onFilled;
    this.#onFilled = undefined;
    callback?.();
  }
}
