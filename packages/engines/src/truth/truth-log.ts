import type { WireFault } from '../faults/fault-plan.ts';

/** What really happened to one request. Moments are milliseconds of the log's clock; absent did not happen. */
export type RequestTruth = {
  request_id: string;
  /** Number in the order of arrival, from 0. */
  index: number;
  fault?: WireFault['kind'];
  received_ms: number;
  /** A slot was free and the prompt went to work. */
  admitted_ms?: number;
  prompt_tokens?: number;
  cached_tokens?: number;
  /** Of each output token, the moment just before the socket write that carried it. Tokens of one event share it. */
  token_ms: number[];
  /** Just before the last bytes of a complete reply were written; else when it was over. */
  end_ms?: number;
  outcome?: 'completed' | 'faulted' | 'aborted' | 'refused';
};

export type TruthSnapshot = {
  /** `monotonic` is CLOCK_MONOTONIC, the same for all processes of the machine. */
  clock: 'monotonic' | 'virtual';
  /** Requests that were forgotten because the log is bounded. */
  dropped: number;
  requests: readonly RequestTruth[];
};

const MAX_TRUTH_REQUESTS = 100_000;
/** 8 bytes each: 160 MB at most. */
const MAX_TRUTH_TOKENS = 20_000_000;

/** Remembers the latest requests. Running ones can be forgotten too, when that many came after them. */
export class TruthLog {
  readonly #clock: TruthSnapshot['clock'];
  readonly #now: () => number;
  readonly #maxRequests: number;
  readonly #maxTokens: number;
  #requests: RequestTruth[] = [];
  /** Forgotten ones at the front of `#requests`, cut off in batches. */
  #first = 0;
  #tokens = 0;
  #dropped = 0;

  constructor(options: {
    clock: TruthSnapshot['clock'];
    now: () => number;
    maxRequests?: number;
    maxTokens?: number;
  }) {
    this.#clock = options.clock;
    this.#now = options.now;
    this.#maxRequests = options.maxRequests ?? MAX_TRUTH_REQUESTS;
    this.#maxTokens = options.maxTokens ?? MAX_TRUTH_TOKENS;
  }

  /** `index` grows from call to call. */
  open(request: {
    request_id: string;
    index: number;
    fault: WireFault | undefined;
    /** Now, unless it came earlier. */
    received_ms: number | undefined;
  }): RequestTruth {
    const truth: RequestTruth = {
      request_id: request.request_id,
      index: request.index,
      ...(request.fault ? { fault: request.fault.kind } : {}),
      received_ms: request.received_ms ?? this.#now(),
      token_ms: [],
    };
    this.#requests.push(truth);
    this.#forget();
    return truth;
  }

  admitted(truth: RequestTruth, at: number, tokens: { prompt_tokens: number; cached_tokens?: number }): void {
    truth.admitted_ms = at;
    Object.assign(truth, tokens);
  }

  wrote(truth: RequestTruth, tokens: number): void {
    const now = this.#now();
    for (let i = 0; i < tokens; i++) truth.token_ms.push(now);
  }

  ending(truth: RequestTruth): void {
    truth.end_ms = this.#now();
  }

  ended(truth: RequestTruth, outcome: NonNullable<RequestTruth['outcome']>): void {
    if (truth.outcome !== undefined) return;
    truth.end_ms ??= this.#now();
    truth.outcome = outcome;
    if (!this.#keeps(truth)) return;
    this.#tokens += truth.token_ms.length;
    this.#forget();
  }

  snapshot(): TruthSnapshot {
    return { clock: this.#clock, dropped: this.#dropped, requests: this.#requests.slice(this.#first) };
  }

  clear(): void {
    this.#requests = [];
    this.#first = 0;
    this.#tokens = 0;
    this.#dropped = 0;
  }

  /** Requests come in the order of their index, so the oldest kept one tells which are kept. */
  #keeps(truth: RequestTruth): boolean {
    const oldest = this.#requests[this.#first];
    return oldest !== undefined && truth.index >= oldest.index;
  }

  #forget(): void {
    while (
      this.#requests.length - this.#first > this.#maxRequests ||
      (this.#tokens > this.#maxTokens && this.#requests.length - this.#first > 1)
    ) {
      const oldest = this.#requests[this.#first++]!;
      if (oldest.outcome !== undefined) this.#tokens -= oldest.token_ms.length;
      this.#dropped++;
    }
    if (this.#first > 1024 && this.#first > this.#requests.length / 2) {
      this.#requests = this.#requests.slice(this.#first);
      this.#first = 0;
    }
  }
}
