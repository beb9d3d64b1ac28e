import { type BenchmarkRequest, type InferenceClient, type PreparedRequest, usageError } from '@sagellm/bench-protocol';

/** A thread as its feeder sees it. */
interface FedThread {
  /** Requests that its loop has taken since the phase began. */
  taken(): number;
  requests(batch: unknown, indices: Uint32Array, transfer: ArrayBuffer[]): void;
  noMoreRequests(): void;
}

export type FeedOptions = {
  requests: Iterable<BenchmarkRequest>;
  client: InferenceClient;
  limit: number;
  threads: readonly FedThread[];
  /** Open loops deal their requests out in turn, because due times are dealt out so; closed loops to whoever has least. */
  inTurn: boolean;
  /** Requests that lie ready before the first is sent. */
  lookAhead: number;
};

/** Requests that travel together. */
const BATCH = 32;
/** Bytes of requests that lie ready at most, in all threads together. */
const STOCK_BYTES = 48 * 2 ** 20;
/**
 * Beyond the look-ahead, requests are made ready for this long before the start, as far as the stock has room: what is
 * made while the load runs takes CPU time from a server on the same machine.
 */
const EXTRA_TIME_MS = 10_000;
/** Where time alone ends a run, so much lies ready as is sent in this time; more may never be sent. */
const AHEAD_MS = 3000;
const TURN_MS = 10;
const PAUSE_MS = 5;

/**
 * Makes requests ready on this thread and hands them to the load threads, as bytes: what it costs to make a prompt and
 * to serialise it never delays a send or a stamp.
 */
export class RequestFeed {
  readonly #options: FeedOptions;
  readonly #source: Iterator<BenchmarkRequest>;
  readonly #open: { prepared: PreparedRequest[]; indices: number[] }[];
  readonly #posted: number[];
  #drawn = 0;
  #bytes = 0;
  #complete = false;
  #startedAt: number | undefined;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#source = options.requests[Symbol.iterator]();
    this.#open = options.threads.map(() => ({ prepared: [], indices: [] }));
    this.#posted = options.threads.map(() => 0);
  }

  /** Fills the stock before the start; ends early when the signal is aborted. Throws what preparing a request throws. */
  async prepareAhead(signal?: AbortSignal): Promise<void> {
    const giveUp = performance.now() + EXTRA_TIME_MS;
    while (!signal?.aborted && !this.#complete && this.#hasRoom()) {
      if (this.#drawn >= this.#options.lookAhead && performance.now() > giveUp) break;
      this.#turn();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#sendOpen();
  }

  /** Goes on feeding by itself while the load runs. An error is handed on: the run cannot go on. */
  start(onError: (error: unknown) => void): void {
    this.#startedAt = performance.now();
    const next = () => {
      if (this.#complete) return;
      try {
        if (this.#hasRoom()) this.#turn();
        this.#sendOpen();
      } catch (error) {
        this.#complete = true;
        onError(error);
        return;
      }
      this.#timer = this.#hasRoom() ? setImmediate(next) : setTimeout(next, PAUSE_MS);
    };
    next();
  }

  close(): void {
    this.#complete = true;
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    this.#source.return?.();
  }

  #turn(): void {
    const until = performance.now() + TURN_MS;
    while (performance.now() < until && this.#hasRoom()) {
      const next = this.#drawn < this.#options.limit ? this.#source.next() : undefined;
      if (!next || next.done) {
        this.#end();
        return;
      }
      this.#add(this.#options.client.prepare(next.value));
    }
  }

  #add(prepared: PreparedRequest): void {
    const index = this.#drawn++;
    const thread = this.#threadFor(prepared, index);
    const open = this.#open[thread]!;
    open.prepared.push(prepared);
    open.indices.push(index);
    if (open.prepared.length >= BATCH) this.#send(thread);
  }

  /** A conversation stays in one thread, which keeps the order of its turns. */
  #threadFor({ request }: PreparedRequest, index: number): number {
    const { threads, inTurn } = this.#options;
    if (threads.length === 1) return 0;
    if (inTurn) {
      if (request.session_id === undefined) return index % threads.length;
      throw usageError(
        `--workers ${threads.length}: the turns of a conversation cannot be dealt out to several threads in an open loop`,
        'use --workers 1, or a closed loop (--concurrency)',
      );
    }
    if (request.session_id !== undefined) return hash(request.session_id) % threads.length;
    let least = 0;
    for (let i = 1; i < threads.length; i++) if (this.#stockOf(i) < this.#stockOf(least)) least = i;
    return least;
  }

  #stockOf(thread: number): number {
    return this.#posted[thread]! + this.#open[thread]!.prepared.length - this.#options.threads[thread]!.taken();
  }

  #hasRoom(): boolean {
    const { threads, limit, lookAhead } = this.#options;
    let taken = 0;
    for (const thread of threads) taken += thread.taken();
    const stock = this.#drawn - taken;
    if (limit === Number.POSITIVE_INFINITY && stock >= lookAhead) {
      const soon = this.#startedAt === undefined ? 0 : (taken / (performance.now() - this.#startedAt)) * AHEAD_MS;
      if (stock >= soon) return false;
    }
    return this.#drawn === 0 || stock * (this.#bytes / this.#drawn) < STOCK_BYTES;
  }

  #sendOpen(): void {
    for (let thread = 0; thread < this.#open.length; thread++) this.#send(thread);
  }

  #send(thread: number): void {
    const { prepared, indices } = this.#open[thread]!;
    if (prepared.length === 0) return;
    const { batch, transfer, bytes } = this.#options.client.pack!(prepared);
    this.#open[thread] = { prepared: [], indices: [] };
    this.#posted[thread]! += prepared.length;
    this.#bytes += bytes;
    this.#options.threads[thread]!.requests(batch, Uint32Array.from(indices), transfer);
  }

  #end(): void {
    this.#sendOpen();
    this.#complete = true;
    for (const thread of this.#options.threads) thread.noMoreRequests();
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
