import type { BenchmarkRequest, Endpoint } from '../benchmark/benchmark-request.ts';
import type { Failure } from '../benchmark/failure.ts';
import type { StampSource, TokenCountSource } from '../benchmark/request-record.ts';

/** A request made ready before the clock starts: its bytes are serialised. Made by `prepare`, opaque to callers. */
export interface PreparedRequest {
  readonly request: BenchmarkRequest;
  readonly endpoint: Endpoint;
  /** Place in the workload's plan, where that is not the order of sending. */
  index?: number;
}

/** Prepared requests as plain data for another thread; `transfer` moves there, `bytes` is what it weighs. */
export type PackedRequests = { batch: unknown; transfer: ArrayBuffer[]; bytes: number };

/** Everything that was seen of one request, in milliseconds of the client's clock. Absent was not seen. */
export type Observation = {
  status: 'completed' | 'failed' | 'cancelled';
  failure?: Failure;
  /** Why it was cancelled. */
  reason?: string;
  stampSource: StampSource;
  connectMs?: number;
  sent?: number;
  headers?: number;
  firstEvent?: number;
  firstToken?: number;
  firstOutput?: number;
  lastToken?: number;
  end?: number;
  /** Clock time of each token-bearing event; equal for events of one socket read. Absent where nothing streamed. */
  tokenTimes?: readonly number[];
  /** Tokens that each of these events brought, where the server's counts say so. */
  tokenWeights?: readonly number[];
  promptTokensUsage?: number;
  outputTokens?: number;
  outputTokensSource?: TokenCountSource;
  cachedTokens?: number;
  reasoningTokens?: number;
  httpStatus?: number;
  finishReason?: string;
  events?: number;
  tokenEvents?: number;
  reads?: number;
  bodyBytes?: number;
  short?: true;
  remarks?: readonly string[];
};

export type InferenceEvent =
  | { type: 'token'; text: string; reasoning: boolean; at: number }
  | { type: 'end'; observation: Observation };

export type InferenceResult = { text: string; reasoning: string; observation: Observation };

/** A request on its way. */
export interface Sending {
  /** Gives it up; `done` is called with status `cancelled` unless it had already been called. */
  cancel(reason: string): void;
}

export type ClientDescription = {
  /** Engine profile, e.g. `vllm`. */
  profile: string;
  transport: string;
  stampSource: StampSource;
  url?: string;
};

/** A sample of answers that was parsed once more, in full. */
export type Reread = {
  answers: number;
  /** One line for each answer whose counts came out differently. */
  differences: string[];
};

/**
 * Speaks to one engine. `send` is the load path and never throws: what goes wrong is an observation. `generate` and
 * `stream` are the convenient faces of the same path.
 */
export interface InferenceClient {
  readonly description: ClientDescription;
  prepare(request: BenchmarkRequest): PreparedRequest;
  send(prepared: PreparedRequest, done: (observation: Observation) => void): Sending;
  generate(request: BenchmarkRequest, options?: { signal?: AbortSignal }): Promise<InferenceResult>;
  stream(request: BenchmarkRequest, options?: { signal?: AbortSignal }): AsyncIterable<InferenceEvent>;
  /** Hands prepared requests to a client of the same make in another thread. Absent where that cannot be. */
  pack?(prepared: readonly PreparedRequest[]): PackedRequests;
  /** What `pack` made, as requests that `send` takes; their prompts are bytes and no longer text. */
  unpack?(batch: unknown): { readonly length: number; at(index: number): PreparedRequest };
  /** Opens connections ahead of the load. */
  open(connections: number): Promise<void>;
  /**
   * Parses a sample of the answers since the last call in full, and says where that differs from what was counted while
   * they came. Takes up to some hundred milliseconds: for after the load. Absent where nothing is counted on the fly.
   */
  reread?(): Reread;
  close(): Promise<void>;
}
