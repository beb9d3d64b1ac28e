import type { Failure } from '../benchmark/failure.ts';
import type { ProtocolErrorCode } from './errors.ts';
import { readErrorCode } from './read-error.ts';

/**
 * sagellm_protocol maps nothing to HTTP and derives no `retryable`. What follows is this suite's own advice for
 * adapters, kept in one place so that all of them say the same.
 */
const CODE_OF_STATUS: Readonly<Record<number, ProtocolErrorCode>> = {
  400: 'invalid_argument',
  404: 'invalid_argument',
  405: 'not_implemented',
  408: 'deadline_exceeded',
  422: 'invalid_argument',
  429: 'resource_exhausted',
  501: 'not_implemented',
  502: 'unavailable',
  503: 'unavailable',
  504: 'deadline_exceeded',
};

/**
 * The code for a reply that failed, or `undefined` where nothing fits (a bare 500). A code named in the body wins over
 * the status, because sageLLM's gateway answers 500 for nearly everything.
 */
export function errorCodeOfHttpStatus(status: number, body = ''): ProtocolErrorCode | undefined {
  return readErrorCode(body) ?? (/out of memory/i.test(body) ? 'resource_exhausted' : CODE_OF_STATUS[status]);
}

/** The code for a failure that a client of ours recorded, or `undefined` where the protocol has no word for it. */
export function errorCodeOfFailure(failure: Failure): ProtocolErrorCode | undefined {
  switch (failure.class) {
    case 'connect':
      return 'unavailable';
    case 'timeout':
      return 'deadline_exceeded';
    case 'http':
      return errorCodeOfHttpStatus(failure.http_status ?? 0, failure.message);
    case 'stream-error':
    case 'error-as-text':
      return (failure.code ? readErrorCode(failure.code) : undefined) ?? readErrorCode(failure.message);
    case 'truncated':
    case 'malformed':
    case 'empty':
    case 'usage-impossible':
      return undefined;
  }
}

/** Whether the same request may succeed later. */
export function isRetryableErrorCode(code: ProtocolErrorCode): boolean {
  return code === 'unavailable' || code === 'deadline_exceeded' || code === 'resource_exhausted';
}
