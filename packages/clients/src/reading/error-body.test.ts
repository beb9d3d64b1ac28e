import { expect, it } from 'vitest';
import { readErrorBody } from './error-body.ts';

it.each([
  [
    'vLLM',
    '{"error":{"message":"too long","type":"BadRequestError","param":null,"code":400}}',
    'too long',
    'BadRequestError',
  ],
  [
    'OpenAI',
    '{"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}',
    'm',
    'model_not_found',
  ],
  ['a text', '{"error":"Unauthorized"}', 'Unauthorized', undefined],
  ['flat', '{"object":"error","message":"m","type":"t","code":400}', 'm', 't'],
  ['TGI', '{"error":"overloaded","error_type":"overloaded"}', 'overloaded', 'overloaded'],
  ['FastAPI', '{"detail":"Not Found"}', 'Not Found', undefined],
  [
    'FastAPI, a list',
    '{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required"},{"msg":"second"}]}',
    'body.messages: Field required; second',
    'missing',
  ],
  [
    'a gateway',
    '{"detail":{"error":{"message":"slow down","code":"rate_limit_exceeded"}}}',
    'slow down',
    'rate_limit_exceeded',
  ],
  ['TGI in a stream', '{"error":{"message":"m","http_status_code":422}}', 'm', '422'],
  [
    'sageLLM',
    '{"detail":"no engine (code: ErrorCode.UNAVAILABLE)"}',
    'no engine (code: ErrorCode.UNAVAILABLE)',
    'UNAVAILABLE',
  ],
  ['FastAPI, an empty list', '{"detail":[]}', '{"detail":[]}', undefined],
  ['a number only', '{"error":{"code":503,"message":"Loading model"}}', 'Loading model', '503'],
  ['no JSON', 'upstream\n  connect error', 'upstream connect error', undefined],
  ['JSON of another kind', '{"status":"down"}', '{"status":"down"}', undefined],
  ['nothing', '', '', undefined],
  ['several lines', '{"error":{"message":"1 validation error:\\n  body"}}', '1 validation error: body', undefined],
])('%s', (_, body, message, code) => {
  expect(readErrorBody(body, undefined)).toEqual({ message, code });
});

it('keeps 2 KB, and never the key', () => {
  expect(readErrorBody('x'.repeat(5000), undefined).message).toHaveLength(2048);
  expect(readErrorBody('{"error":"bad key sk-1 (sk-1)"}', 'sk-1').message).toBe('bad key [api key] ([api key])');
});
