import type { Engine, EngineRequest, PromptInput, Sampling } from '@sagellm/bench-protocol';
import { RequestError } from './error-reply.ts';
import type { ChatBody, CompletionsBody } from './request-schemas.ts';

/** vLLM's default of `/v1/completions`. A chat answer may fill the model's length. */
const COMPLETIONS_MAX_TOKENS = 16;

export type StreamOptions = { includeUsage: boolean; continuousUsage: boolean };

export function chatInput(messages: ChatBody['messages']): PromptInput {
  return {
    kind: 'messages',
    messages: messages.map(({ role, content }) => ({ role: role === 'developer' ? 'system' : role, content })),
  };
}

export function completionsInput(prompt: CompletionsBody['prompt']): PromptInput {
  const single = Array.isArray(prompt) && typeof prompt[0] !== 'number' ? prompt[0]! : prompt;
  return typeof single === 'string'
    ? { kind: 'text', text: single }
    : { kind: 'token-ids', token_ids: single as number[] };
}

/** What the body asks of the engine. The engine itself refuses what does not fit its model. */
export function toEngineRequest(
  body: ChatBody | CompletionsBody,
  context: { engine: Engine; input: PromptInput; requestId: string },
): EngineRequest {
  const { engine, input, requestId } = context;
  const asked = ('max_completion_tokens' in body ? body.max_completion_tokens : undefined) ?? body.max_tokens;
  const unlimited = () =>
    input.kind === 'messages'
      ? Math.max(1, engine.facts.max_model_len - engine.countTokens(input))
      : COMPLETIONS_MAX_TOKENS;
  const max_tokens = asked ?? unlimited();
  const min_tokens = body.min_tokens ?? 0;
  if (min_tokens > max_tokens) {
    throw new RequestError(`min_tokens ${min_tokens} is above max_tokens ${max_tokens}`, {
      status: 400,
      code: 'invalid_value',
      param: 'min_tokens',
    });
  }
  return {
    request_id: requestId,
    input,
    max_tokens,
    min_tokens,
    ignore_eos: body.ignore_eos ?? false,
    stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? []),
    sampling: toSampling(body),
  };
}

export function toStreamOptions(body: ChatBody | CompletionsBody): StreamOptions {
  if (body.stream_options && !body.stream) {
    throw new RequestError('stream_options go with stream: true', {
      status: 400,
      code: 'invalid_value',
      param: 'stream_options',
    });
  }
  const includeUsage = body.stream_options?.include_usage ?? false;
  return { includeUsage, continuousUsage: includeUsage && (body.stream_options?.continuous_usage_stats ?? false) };
}

/** An unknown model is refused: answering with another one would be a lie. */
export function checkModel(asked: string | null | undefined, served: string): void {
  if (asked == null || asked === served || asked === 'default') return;
  throw new RequestError(`there is no model "${asked}" here, only "${served}"`, {
    status: 404,
    code: 'model_not_found',
    param: 'model',
  });
}

function toSampling(body: ChatBody | CompletionsBody): Sampling {
  const { temperature, top_p, top_k, repetition_penalty, seed } = body;
  return Object.fromEntries(
    Object.entries({ temperature, top_p, top_k, repetition_penalty, seed }).filter(([, value]) => value != null),
  );
}
