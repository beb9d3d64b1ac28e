import type { Clock } from './clock.ts';
import { sleepUntil } from './system-clock.ts';

type Entry = { at: number; order: number; callback: () => void };

/** How long `run` waits for real work (a file, a socket) when nothing is scheduled, before it calls that a deadlock. */
const PATIENCE_MS = 10_000;

/**
 * Time as a queue of events. It stands still while code runs and jumps to the next scheduled moment when all that is
 * left is waiting, so a run takes no real time and gives the same numbers on every machine.
 *
 * Events of one moment fire in the order they were scheduled.
 */
export class VirtualClock implements Clock {
  readonly kind = 'virtual';
  #now = 0;
  #order = 0;
  /** A binary heap, soonest first. */
  readonly #heap: Entry[] = [];
  readonly #cancelled = new Set<Entry>();

  now(): number {
    return this.#now;
  }

  schedule(at: number, callback: () => void): () => void {
    const entry = { at: Math.max(at, this.#now), order: this.#order++, callback };
    this.#push(entry);
    return () => this.#cancelled.add(entry);
  }

  sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    return sleepUntil(this, at, signal);
  }

  /** Runs `work`, letting time pass whenever everything waits, and returns its result. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let running = true;
    const result = work().finally(() => {
      running = false;
    });
    // The caller hears of a failure through the return below, possibly some turns later.
    result.catch(() => {});
    let idleSince: number | undefined;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!running) return result;
      if (this.#fireNext()) idleSince = undefined;
      else {
        idleSince ??= performance.now();
        if (performance.now() - idleSince > PATIENCE_MS) {
          throw new Error('virtual time stands still: work is left, but nothing is scheduled');
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  }

  #fireNext(): boolean {
    for (let entry = this.#pop(); entry; entry = this.#pop()) {
      if (this.#cancelled.delete(entry)) continue;
      this.#now = entry.at;
      entry.callback();
      return true;
    }
    return false;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let child = heap.push(entry) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[child] = heap[parent]!;
      child = parent;
    }
    heap[child] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[parent] = heap[child]!;
      parent = child;
    }
    heap[parent] = last;
    return first;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
