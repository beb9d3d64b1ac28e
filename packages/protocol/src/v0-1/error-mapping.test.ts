import { expect, it } from 'vitest';
import type { Failure } from '../benchmark/failure.ts';
import { errorCodeOfFailure, errorCodeOfHttpStatus, isRetryableErrorCode } from './error-mapping.ts';
import { ProtocolErrorCode } from './errors.ts';

it.each([
  [400, '', 'invalid_argument'],
  [404, '', 'invalid_argument'],
  [405, '', 'not_implemented'],
  [408, '', 'deadline_exceeded'],
  [422, '', 'invalid_argument'],
  [429, '', 'resource_exhausted'],
  [501, '', 'not_implemented'],
  [502, '', 'unavailable'],
  [503, '', 'unavailable'],
  [504, '', 'deadline_exceeded'],
  [500, '', undefined],
  [418, '', undefined],
  [500, 'Engine failed (code: ErrorCode.UNAVAILABLE)', 'unavailable'],
  [500, '{"detail":"x (code: ErrorCode.KV_TRANSFER_FAILED)"}', 'kv_transfer_failed'],
  [500, 'x (code: ErrorCode.NEVER_HEARD)', undefined],
  [500, 'CUDA out of memory', 'resource_exhausted'],
  [503, 'Out of memory (code: ErrorCode.DEADLINE_EXCEEDED)', 'deadline_exceeded'],
])('HTTP %i with body "%s" is %s', (status, body, code) => {
  expect(errorCodeOfHttpStatus(status, body)).toBe(code);
});

it.each<[Partial<Failure>, ProtocolErrorCode | undefined]>([
  [{ class: 'connect' }, 'unavailable'],
  [{ class: 'timeout', phase: 'idle' }, 'deadline_exceeded'],
  [{ class: 'http', http_status: 429 }, 'resource_exhausted'],
  [{ class: 'http' }, undefined],
  [{ class: 'stream-error', code: 'comm_timeout' }, 'comm_timeout'],
  [{ class: 'stream-error', code: '7', message: '(code: ErrorCode.UNAVAILABLE)' }, 'unavailable'],
  [{ class: 'error-as-text', message: '[Stream error: x (code: ErrorCode.NOT_IMPLEMENTED)]' }, 'not_implemented'],
  [{ class: 'truncated' }, undefined],
  [{ class: 'malformed' }, undefined],
  [{ class: 'empty' }, undefined],
  [{ class: 'usage-impossible' }, undefined],
])('the failure %j is %s', (failure, code) => {
  expect(errorCodeOfFailure({ class: 'empty', message: '', ...failure })).toBe(code);
});

it('retries exactly what may succeed later', () => {
  expect(ProtocolErrorCode.options.filter(isRetryableErrorCode)).toEqual([
    'resource_exhausted',
    'unavailable',
    'deadline_exceeded',
  ]);
});
