import type { Failure } from '@sagellm/bench-protocol';
import { certificateProblem } from './certificate-problem.ts';

type SocketError = Error & { code?: string; errors?: readonly SocketError[] };

/** What an error of a socket means for the request on it; `stage` is how far the request had come. */
export function nameSocketFailure(error: SocketError, stage: 'connecting' | 'sent' | 'answering'): Failure {
  const text = textOf(error);
  if (stage === 'connecting') {
    if (isTimeout(error)) return { class: 'timeout', phase: 'connect', message: text };
    const refused = certificateProblem(error);
    return { class: 'connect', message: refused ? `${refused.what}: ${refused.remedy}` : text };
  }
  if (isBrokenHttp(error, stage)) return { class: 'malformed', message: `not HTTP/1.1: ${text}` };
  const when = stage === 'sent' ? 'before any response' : 'before the body was complete';
  return { class: 'truncated', message: `the connection was closed ${when} (${text})` };
}

function isTimeout(error: SocketError): boolean {
  return error.code === 'UND_ERR_CONNECT_TIMEOUT' || error.code === 'ETIMEDOUT';
}

/**
 * Was what came no HTTP/1.1 that we could have asked for? undici has several errors for that, and uses some of them for
 * a cut too: a body that ends too early is cut, not broken.
 */
function isBrokenHttp(error: SocketError, stage: 'sent' | 'answering'): boolean {
  switch (error.name) {
    case 'HTTPParserError':
      return !error.message.includes('Invalid EOF state');
    // Said of any broken head that names a length.
    case 'ResponseContentLengthMismatchError':
      return stage === 'sent';
    case 'HeadersOverflowError':
    // A status code below 100.
    case 'AssertionError':
      return true;
    case 'SocketError':
      return /^bad (response|upgrade)$/.test(error.message);
    default:
      return false;
  }
}

/** The error of a name with several addresses has no text of its own. */
function textOf(error: SocketError): string {
  if (error.message) return error.message;
  const parts = error.errors?.map((part) => part.message) ?? [];
  return parts.join('; ') || error.code || error.name;
}
