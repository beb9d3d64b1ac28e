import { expect, it } from 'vitest';
import { readErrorCode, readProtocolError } from './read-error.ts';

it.each([
  ['unavailable', 'unavailable'],
  ['ErrorCode.UNAVAILABLE', 'unavailable'],
  ['Chat failed: no engine (code: ErrorCode.RESOURCE_EXHAUSTED)', 'resource_exhausted'],
  ['ErrorCode.kv_transfer_failed', 'kv_transfer_failed'],
  ['UNAVAILABLE', undefined],
  ['internal', undefined],
  ['MyErrorCode.UNAVAILABLE', undefined],
  ['the engine is unavailable', undefined],
  ['', undefined],
])('"%s" names the code %s', (text, code) => {
  expect(readErrorCode(text)).toBe(code);
});

it('keeps an unknown code as text and says no more than was said', () => {
  expect(readProtocolError({ code: 'internal', message: 'boom' })).toEqual({
    codeText: 'internal',
    message: 'boom',
    retryable: null,
  });
});

it('knows a code of ours', () => {
  expect(readProtocolError({ code: 'comm_timeout', retryable: true })).toEqual({
    code: 'comm_timeout',
    codeText: 'comm_timeout',
    message: '',
    retryable: true,
  });
});

it.each([null, undefined, 'text', [], {}, { code: 7 }, { message: 'm' }])('%j is no error object', (value) => {
  expect(readProtocolError(value)).toBeUndefined();
});
