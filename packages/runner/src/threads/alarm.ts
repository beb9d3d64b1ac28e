import { Worker } from 'node:worker_threads';
import { type Clock, monotonicOffsetMs } from '@sagellm/bench-clock';
import { alarmMemory } from './alarm-memory.ts';
import { siblingModule } from './sibling-module.ts';

/** Wakes a thread at a moment, to a hundredth of a millisecond. One moment at a time. */
export interface Alarm {
  /**
   * Calls back at `at` of the clock, never before it and never while `callAt` runs; returns a function that takes the
   * call back.
   */
  callAt(at: number, callback: () => void): () => void;
  close(): Promise<void>;
}

/** The alarm thread wakes this much ahead of the moment; the rest is polled, so that waking up costs no lateness. */
const LEAD_MS = 0.12;

/**
 * A thread that sleeps with `Atomics.wait`, which counts in nanoseconds where timers of the event loop count whole
 * milliseconds and come up to one late. It wakes ours through `Atomics.waitAsync`, and costs nothing while it sleeps.
 */
export async function startAlarm(clock: Clock): Promise<Alarm> {
  const memory = new SharedArrayBuffer(alarmMemory.bytes);
  const thread = new Worker(siblingModule(import.meta.url, 'alarm-thread'), { workerData: memory });
  await new Promise<void>((resolve, reject) => thread.once('online', resolve).once('error', reject));
  thread.unref();
  return new ThreadAlarm(clock, memory, thread);
}

class ThreadAlarm implements Alarm {
  readonly #clock: Clock;
  readonly #offset: number;
  readonly #wakeAt: Float64Array;
  readonly #words: Int32Array;
  readonly #thread: Worker;
  #order = 0;
  #waiting = false;
  #current: { order: number; poll: () => void } | undefined = undefined;

  constructor(clock: Clock, memory: SharedArrayBuffer, thread: Worker) {
    this.#clock = clock;
    this.#offset = monotonicOffsetMs(clock);
    this.#wakeAt = new Float64Array(memory, 0, 1);
    this.#words = new Int32Array(memory);
    this.#thread = thread;
  }

  callAt(at: number, callback: () => void): () => void {
    let immediate: NodeJS.Immediate | undefined;
    // Sockets are read between two looks at the clock.
    const poll = () => {
      if (this.#clock.now() >= at) callback();
      else immediate = setImmediate(poll);
    };
    if (at - this.#clock.now() <= LEAD_MS) {
      immediate = setImmediate(poll);
      return () => clearImmediate(immediate);
    }
    this.#order = (this.#order + 1) & 0x3fffffff;
    const current = { order: this.#order, poll };
    this.#current = current;
    this.#wakeAt[0] = at - LEAD_MS + this.#offset;
    Atomics.store(this.#words, alarmMemory.ordered, this.#order);
    Atomics.notify(this.#words, alarmMemory.ordered);
    this.#wait();
    return () => {
      if (this.#current === current) this.#current = undefined;
      clearImmediate(immediate);
    };
  }

  async close(): Promise<void> {
    this.#current = undefined;
    Atomics.store(this.#words, alarmMemory.ordered, -1);
    Atomics.notify(this.#words, alarmMemory.ordered);
    await this.#thread.terminate();
  }

  /** One wait at a time, for whatever order stands when it ends. */
  #wait(): void {
    if (this.#waiting) return;
    const { fired } = alarmMemory;
    const before = Atomics.load(this.#words, fired);
    if (before === this.#current?.order) {
      // Carried out while it was given, perhaps: whoever gave it is still busy.
      queueMicrotask(() => this.#ring(before));
      return;
    }
    this.#waiting = true;
    const again = () => {
      this.#waiting = false;
      if (this.#current) this.#wait();
    };
    const result = Atomics.waitAsync(this.#words, fired, before);
    if (result.async) void result.value.then(again);
    else again();
  }

  #ring(order: number): void {
    if (this.#current?.order !== order) return;
    const { poll } = this.#current;
    this.#current = undefined;
    poll();
  }
}
