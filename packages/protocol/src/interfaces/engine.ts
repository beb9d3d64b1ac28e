import type { PromptInput, Sampling } from '../benchmark/benchmark-request.ts';

/** What an engine is asked. */
export type EngineRequest = {
  request_id: string;
  input: PromptInput;
  max_tokens: number;
  /** No end of text before this many tokens. */
  min_tokens: number;
  ignore_eos: boolean;
  stop: readonly string[];
  sampling: Sampling;
};

/** `start` when the prompt is admitted (its length is known), one `token` per token, one `end`. */
export type EngineEvent =
  | { type: 'start'; prompt_tokens: number; cached_tokens?: number }
  | { type: 'token'; text: string; token_id: number }
  | { type: 'end'; finish_reason: 'stop' | 'length'; output_tokens: number };

/** Facts that do not change while it runs. */
export type EngineFacts = {
  name: string;
  version?: string;
  model: string;
  model_sha256?: string;
  simulated: boolean;
  max_model_len: number;
  slots: number;
  prefix_cache: 'on' | 'off';
  speculation: 'on' | 'off';
  /** Bytes of KV cache that one token takes; absent where there is no such cache. */
  kv_bytes_per_token?: number;
};

/** Counters since start and gauges of this moment. Absent means not known, never 0. */
export type EngineStats = {
  running: number;
  waiting: number;
  prompt_tokens: number;
  generated_tokens: number;
  finished: { stop: number; length: number; abort: number };
  cached_tokens?: number;
  kv_used_tokens?: number;
  kv_total_tokens?: number;
  /** Resident memory of the engine's process, bytes. */
  memory_bytes?: number;
};

/** An engine to embed. A wrong request throws `EngineError` from `generate`'s first step, before any event. */
export interface Engine {
  readonly facts: EngineFacts;
  /** Leaving the loop or aborting the signal frees what the request held. */
  generate(request: EngineRequest, options?: { signal?: AbortSignal }): AsyncIterable<EngineEvent>;
  embed?(
    texts: readonly string[],
    options?: { signal?: AbortSignal },
  ): Promise<{ vectors: number[][]; prompt_tokens: number }>;
  /** Tokens of the whole prompt as the model sees it, chat template included. */
  countTokens(input: PromptInput): number;
  stats(): EngineStats;
  close(): Promise<void>;
}

/** A refusal, in HTTP terms. */
export class EngineError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(message: string, options: { status: number; code: string }) {
    super(message);
    this.name = 'EngineError';
    this.status = options.status;
    this.code = options.code;
  }
}
