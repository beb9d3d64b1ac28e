import type { EngineRequest } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { checkRequest } from './request-check.ts';

const request: EngineRequest = {
  request_id: 'r',
  input: { kind: 'text', text: 'a' },
  max_tokens: 28,
  min_tokens: 0,
  ignore_eos: true,
  stop: [],
  sampling: {},
};

describe('checkRequest', () => {
  it('lets a request pass that just fits', () => {
    expect(() => checkRequest(request, 100, 128)).not.toThrow();
  });

  it('refuses one token more and names both numbers', () => {
    expect(() => checkRequest(request, 101, 128)).toThrow(
      expect.objectContaining({
        name: 'EngineError',
        status: 400,
        code: 'context_length_exceeded',
        message: 'the context holds 128 tokens, but 129 are asked for: 101 of the prompt and 28 of the answer',
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses max_tokens %d', (max_tokens) => {
    expect(() => checkRequest({ ...request, max_tokens }, 1, 128)).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_max_tokens' }),
    );
  });

  it.each([-1, 29])('refuses min_tokens %d with max_tokens 28', (min_tokens) => {
    expect(() => checkRequest({ ...request, min_tokens }, 1, 128)).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_min_tokens' }),
    );
  });
});
