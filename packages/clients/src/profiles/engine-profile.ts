import type { BenchmarkRequest, Sampling } from '@sagellm/bench-protocol';
import type { MetricNames } from '../observation/metric-names.ts';

/** What one kind of server understands, as data. The OpenAI routes are the common ground; this is the rest. */
export type EngineProfile = {
  readonly name: string;
  /** Sent with every stream, so that the server counts tokens for us. */
  readonly streamOptions: Readonly<Record<string, boolean>> | undefined;
  /** Further keys of every stream, so that each event tells how many tokens it brought. */
  readonly streamKeys?: Readonly<Record<string, unknown>>;
  /** Keys that force exactly so many output tokens; absent where the server has no such keys. */
  readonly exactOutput: ((maxTokens: number) => Readonly<Record<string, unknown>>) | undefined;
  readonly samplingKeys: readonly (keyof Sampling)[];
  /** False where the completions route refuses a prompt of token ids; then it is refused before the run. */
  readonly tokenIdPrompts: boolean;
  /** What must be known to read its streams. */
  readonly quirks: StreamQuirks;
  /** A stream of the server's own that takes the place of the completions route. */
  readonly nativeCompletions?: {
    readonly path: string;
    readonly body: (request: BenchmarkRequest, model: string) => Readonly<Record<string, unknown>>;
  };
  readonly discovery: Discovery;
  /** Where the engine's own counters are. */
  readonly metricsPath: string | undefined;
  readonly metricNames: MetricNames | undefined;
  /** What a reader of a report should know of figures from such a server. */
  readonly notes: readonly string[];
};

export type StreamQuirks = {
  /** One chunk is one token, with text or without. */
  readonly tokenPerChunk?: true;
  /** One chunk with text is one token, so that events may say that an answer is short. */
  readonly tokenPerText?: true;
  /** A stream ends with `stop` whatever happened: the reason is unknown, and fewer tokens than asked may be a failure. */
  readonly stopSaysNothing?: true;
};

/** A value in a reply, by the keys that lead to it. */
export type ReplyPath = { readonly of: 'model' | 'info'; readonly keys: readonly string[] };

/** Routes beside `/v1/models` that say who answers, and what they say. */
export type Discovery = {
  /** The model list; absent where the server has none and `info` names its model. */
  readonly models?: '/v1/models';
  readonly version?: { readonly path: string; readonly key: string };
  readonly info?: string;
  /** Name of the model where there is no list. */
  readonly modelName?: ReplyPath;
  /** Longest sequence, prompt and answer together; the first that is there. */
  readonly maxModelLen: readonly ReplyPath[];
  /** Says why it is not ready although it answers; `/health` of some servers is no use for that. */
  readonly notReady?: (info: Readonly<Record<string, unknown>> | undefined) => string | undefined;
  /** Models in the list that generate no text. */
  readonly notGenerating?: (info: Readonly<Record<string, unknown>> | undefined) => readonly string[];
};

/** Where OpenAI-compatible servers that tell it at all put the longest sequence. */
export const LENGTH_OF_MODEL: ReplyPath = { of: 'model', keys: ['max_model_len'] };
