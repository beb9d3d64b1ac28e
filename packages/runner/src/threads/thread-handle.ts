import { Worker } from 'node:worker_threads';
import type { EndedRequest, FromThread, ThreadSetup, ToThread } from './messages.ts';
import { siblingModule } from './sibling-module.ts';
import { countersOf, type ThreadCounts } from './thread-counters.ts';
import { fromThreadError } from './thread-error.ts';

export type ThreadListener = {
  stopped(thread: ThreadHandle): void;
  ended(requests: EndedRequest[]): void;
};

type Answer = Extract<FromThread, { type: 'ready' | 'opened' | 'phase-ended' | 'flushed' | 'closed' }>;

/** One load thread, seen from the main thread: orders and their answers. */
export class ThreadHandle {
  readonly counts: ThreadCounts;
  readonly #worker: Worker;
  readonly #waiting = new Map<Answer['type'], { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  #fault: Error | undefined;

  constructor(setup: ThreadSetup, listener: ThreadListener) {
    this.counts = countersOf(setup.counters, setup.thread);
    this.#worker = new Worker(siblingModule(import.meta.url, 'load-thread'), {
      name: `load-${setup.thread + 1}`,
      workerData: setup,
    });
    this.#worker.on('message', (message: FromThread) => {
      if (message.type === 'fault') this.#break(fromThreadError(message.error));
      else if (message.type === 'stopped') listener.stopped(this);
      else if (message.type === 'ended-requests') listener.ended(message.requests);
      else this.#answer(message);
    });
    this.#worker.on('error', (error) => this.#break(error));
    this.#worker.on('exit', () => this.#break(new Error('a load thread ended before it was told to')));
  }

  /** It has reported a fault, or ended by itself. */
  get isBroken(): boolean {
    return this.#fault !== undefined;
  }

  post(message: ToThread, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** Resolves with the next answer of this type; rejects when the thread reports a fault or ends. */
  next<T extends Answer['type']>(type: T): Promise<Extract<Answer, { type: T }>> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (this.#fault) reject(this.#fault);
    else this.#waiting.set(type, { resolve, reject });
    return promise as Promise<Extract<Answer, { type: T }>>;
  }

  async close(): Promise<void> {
    try {
      if (this.#fault) return;
      const closed = this.next('closed');
      this.post({ type: 'close' });
      await closed;
    } finally {
      await this.#worker.terminate();
    }
  }

  #answer(answer: Answer): void {
    const waiting = this.#waiting.get(answer.type);
    this.#waiting.delete(answer.type);
    waiting?.resolve(answer);
  }

  #break(error: Error): void {
    this.#fault ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#fault);
    this.#waiting.clear();
  }
}
