import { type BenchmarkRequest, type Endpoint, usageError } from '@sagellm/bench-protocol';
import type { EngineProfile } from '../profiles/engine-profile.ts';

export type BodyOptions = { profile: EngineProfile; model: string; endpoint: 'chat' | 'completions' };

/** Texts of an embeddings call go there whatever the run's route is. */
export function chooseEndpoint(request: BenchmarkRequest, endpoint: 'chat' | 'completions'): Endpoint {
  return request.input.kind === 'texts' ? 'embeddings' : endpoint;
}

const ROUTES = { chat: '/v1/chat/completions', completions: '/v1/completions', embeddings: '/v1/embeddings' };

/** Where a request goes, and its JSON body. */
export function wireRequest(
  request: BenchmarkRequest,
  options: BodyOptions,
): { path: string; body: Readonly<Record<string, unknown>> } {
  const endpoint = chooseEndpoint(request, options.endpoint);
  const { nativeCompletions } = options.profile;
  // Built in any case: it refuses what the route and the profile cannot express.
  const body = requestBody(request, options);
  if (endpoint !== 'completions' || !request.stream || !nativeCompletions) return { path: ROUTES[endpoint], body };
  return { path: nativeCompletions.path, body: nativeCompletions.body(request, options.model) };
}

/**
 * The JSON body of a request. A limit is always sent, because servers differ in what they do without one.
 *
 * Throws a usage error for what the route or the profile cannot express; leaving it out would measure something else.
 */
export function requestBody(request: BenchmarkRequest, options: BodyOptions): Record<string, unknown> {
  const { profile, model } = options;
  if (request.input.kind === 'texts') return { model, input: request.input.texts };
  return {
    model,
    ...prompt(request, options),
    max_tokens: request.max_tokens,
    ...(request.exact_output ? profile.exactOutput?.(request.max_tokens) : {}),
    ...sampling(request, profile),
    stream: request.stream,
    ...(request.stream ? streamKeys(profile) : {}),
  };
}

function streamKeys({ streamOptions, streamKeys }: EngineProfile): Record<string, unknown> {
  return { ...(streamOptions ? { stream_options: streamOptions } : {}), ...streamKeys };
}

function prompt(request: BenchmarkRequest, { endpoint, profile }: BodyOptions): Record<string, unknown> {
  const { input } = request;
  if (endpoint === 'chat') {
    if (input.kind === 'messages') return { messages: input.messages };
    if (input.kind === 'text') return { messages: [{ role: 'user', content: input.text }] };
    throw usageError(
      `workload ${request.workload}: prompts of token ids cannot go to the chat route`,
      'use --endpoint completions',
    );
  }
  if (input.kind === 'text') return { prompt: input.text };
  if (input.kind === 'token-ids') {
    if (profile.tokenIdPrompts) return { prompt: input.token_ids };
    throw usageError(
      `workload ${request.workload}: servers of profile ${profile.name} take no token ids as a prompt`,
      'use prompts of text',
    );
  }
  throw usageError(
    `workload ${request.workload}: a conversation cannot go to the completions route`,
    'use --endpoint chat',
  );
}

function sampling(request: BenchmarkRequest, profile: EngineProfile): Record<string, unknown> {
  const keys = Object.keys(request.sampling) as (keyof typeof request.sampling)[];
  const unknown = keys.find((key) => request.sampling[key] !== undefined && !profile.samplingKeys.includes(key));
  if (unknown) {
    throw usageError(
      `workload ${request.workload}: servers of profile ${profile.name} have no sampling parameter ${unknown}`,
      `leave it out, or name the engine (a profile that knows ${unknown})`,
    );
  }
  return request.sampling;
}
