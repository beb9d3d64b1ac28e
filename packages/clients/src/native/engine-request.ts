import type { BenchmarkRequest, EngineRequest, PromptInput } from '@sagellm/bench-protocol';

/** The same question that the HTTP route would put: on the chat route a text is a user's turn, with the model's template. */
export function toEngineRequest(request: BenchmarkRequest, endpoint: 'chat' | 'completions'): EngineRequest {
  return {
    request_id: request.request_id,
    input: toInput(request.input, endpoint),
    max_tokens: request.max_tokens,
    min_tokens: request.exact_output ? request.max_tokens : 0,
    ignore_eos: request.exact_output,
    stop: [],
    sampling: request.sampling,
  };
}

function toInput(input: PromptInput, endpoint: 'chat' | 'completions'): PromptInput {
  if (endpoint === 'completions' || input.kind !== 'text') return input;
  return { kind: 'messages', messages: [{ role: 'user', content: input.text }] };
}
