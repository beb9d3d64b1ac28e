import type { Failure } from '@sagellm/bench-protocol';

type SocketError = Error & { code?: string; errors?: readonly SocketError[] };

/** What an error of a socket means for the request on it; `stage` is how far the request had come. */
export function nameSocketFailure(error: SocketError, stage: 'connecting' | 'sent' | 'answering'): Failure {
  const text = textOf(error);
  if (stage === 'connecting') {
    if (isTimeout(error)) return { class: 'timeout', phase: 'connect', message: text };
    return { class: 'connect', message: text };
  }
  if (isBrokenHttp(error)) return { class: 'malformed', message: `not HTTP/1.1: ${text}` };
  const when = stage === 'sent' ? 'before any response' : 'before the body was complete';
  return { class: 'truncated', message: `the connection was closed ${when} (${text})` };
}

function isTimeout(error: SocketError): boolean {
  return error.code === 'UND_ERR_CONNECT_TIMEOUT' || error.code === 'ETIMEDOUT';
}

/** A body that ends too early is cut, not broken, but undici's parser says both with the same error. */
function isBrokenHttp(error: SocketError): boolean {
  return error.name === 'HTTPParserError' && !error.message.includes('Invalid EOF state');
}

/** The error of a name with several addresses has no text of its own. */
function textOf(error: SocketError): string {
  if (error.message) return error.message;
  const parts = error.errors?.map((part) => part.message) ?? [];
  return parts.join('; ') || error.code || error.name;
}
