import type { BenchmarkRequest } from '@sagellm/bench-protocol';
import { isObject } from '../reading/json-shapes.ts';
import type { EngineProfile } from './engine-profile.ts';

/**
 * sageLLM's gateway. It streams chat only, without usage; each chunk with text is one token. A failure of its engine
 * comes as assistant text or not at all, always with `finish_reason: "stop"`, and `/health` is well without any engine.
 */
export const sagellmProfile: EngineProfile = {
  name: 'sagellm',
  streamOptions: undefined,
  exactOutput: undefined,
  samplingKeys: ['temperature'],
  tokenIdPrompts: false,
  quirks: { tokenPerText: true, stopSaysNothing: true },
  discovery: {
    models: '/v1/models',
    info: '/info',
    maxModelLen: [],
    notReady: whyGatewayIsNotReady,
    notGenerating: embeddingModels,
  },
  metricsPath: undefined,
  metricNames: undefined,
  notes: [
    'output tokens are counted by chunks of text: the gateway sends no usage with a stream',
    'a stream ends with "stop" whatever happened to its engine: fewer tokens than asked are reported as short',
    'closing a connection does not stop the engine: cancelled requests load the next ones',
    'only temperature reaches the engine, and requests of unequal length that are batched may be cut',
  ],
};

/**
 * sageLLM's engine port, past the gateway. Completions go to its own event stream, which tells token ids, counts and
 * the true finish reason; chat goes to its OpenAI stream.
 */
export const sagellmEngineProfile: EngineProfile = {
  name: 'sagellm-engine',
  streamOptions: undefined,
  exactOutput: undefined,
  samplingKeys: ['temperature', 'top_p'],
  tokenIdPrompts: false,
  quirks: { tokenPerText: true },
  nativeCompletions: { path: '/v1/completions/stream', body: nativeBody },
  discovery: {
    info: '/info',
    modelName: { of: 'info', keys: ['model_path'] },
    // Its /info shows a max_model_len that was configured, not the model's own.
    maxModelLen: [],
    notReady: (info) => (info?.is_running === false ? 'its engine does not run' : undefined),
  },
  metricsPath: undefined,
  metricNames: undefined,
  notes: [
    'output lengths cannot be forced: fewer tokens than asked are reported as short',
    'the metrics in its end events are zeros that nobody measured: they are not taken',
  ],
};

function nativeBody(request: BenchmarkRequest, model: string): Record<string, unknown> {
  return {
    request_id: request.request_id,
    trace_id: request.request_id,
    model,
    prompt: request.input.kind === 'text' ? request.input.text : undefined,
    max_tokens: request.max_tokens,
    stream: true,
    ...request.sampling,
  };
}

type Info = Readonly<Record<string, unknown>> | undefined;

function whyGatewayIsNotReady(info: Info): string | undefined {
  if (info === undefined) return 'its /info does not answer, so nobody knows whether it has an engine';
  const engines = enginesOf(info);
  if (engines.length === 0) return 'the gateway has no engine';
  if (info.healthy_engine_count === 0) return `none of its ${engines.length} engines is healthy`;
  const generating = engines.filter((engine) => engine.engine_kind !== 'embedding');
  return generating.some((engine) => engine.is_healthy === true)
    ? undefined
    : 'it has no healthy engine that generates';
}

function embeddingModels(info: Info): readonly string[] {
  const engines = info ? enginesOf(info) : [];
  const ids = (embedding: boolean) =>
    engines.filter((engine) => (engine.engine_kind === 'embedding') === embedding).map((engine) => engine.model_id);
  const generating = ids(false);
  return ids(true).filter((id): id is string => typeof id === 'string' && !generating.includes(id));
}

/** Rows of the gateway's `registered_engines`. */
export function enginesOf(info: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  return Array.isArray(info.registered_engines) ? info.registered_engines.filter(isObject) : [];
}
