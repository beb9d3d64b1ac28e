import { EngineError, type EngineRequest } from '@sagellm/bench-protocol';

/** Throws `EngineError` 400 when the request cannot be served as it is asked; nothing is shortened silently. */
export function checkRequest(request: EngineRequest, promptTokens: number, maxModelLen: number): void {
  const { max_tokens, min_tokens } = request;
  if (!Number.isSafeInteger(max_tokens) || max_tokens < 1) {
    throw refusal(`max_tokens must be a whole number above 0, not ${max_tokens}`, 'invalid_max_tokens');
  }
  if (!(min_tokens >= 0 && min_tokens <= max_tokens)) {
    throw refusal(
      `min_tokens must be between 0 and max_tokens (${max_tokens}), not ${min_tokens}`,
      'invalid_min_tokens',
    );
  }
  if (promptTokens + max_tokens > maxModelLen) {
    throw refusal(
      `the context holds ${maxModelLen} tokens, but ${promptTokens + max_tokens} are asked for: ` +
        `${promptTokens} of the prompt and ${max_tokens} of the answer`,
      'context_length_exceeded',
    );
  }
}

function refusal(message: string, code: string): EngineError {
  return new EngineError(message, { status: 400, code });
}
