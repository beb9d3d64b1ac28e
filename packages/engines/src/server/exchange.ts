import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { monotonicMs } from '@sagellm/bench-clock';
import { asEngineError, errorBody, RequestError } from './error-reply.ts';

/** One request and its reply, from the moment its headers were read. */
export type Exchange = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client's `X-Request-ID`, or a fresh one. */
  readonly requestId: string;
  /** Milliseconds of CLOCK_MONOTONIC. */
  readonly receivedMs: number;
  /** Aborts when the client leaves before its reply is complete. */
  readonly signal: AbortSignal;
};

export function openExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const receivedMs = monotonicMs();
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new Error('the client left'));
  });
  const given = request.headers['x-request-id'];
  const requestId = typeof given === 'string' && /^[\x21-\x7e]{1,256}$/.test(given) ? given : randomUUID();
  response.setHeader('X-Request-ID', requestId);
  return {
    method: request.method ?? 'GET',
    path: (request.url ?? '/').split('?', 1)[0]!,
    request,
    response,
    requestId,
    receivedMs,
    signal: controller.signal,
  };
}

export function sendJson(exchange: Exchange, body: string, status = 200): void {
  sendText(exchange, body, 'application/json', status);
}

export function sendText({ response }: Exchange, body: string, contentType: string, status = 200): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Answers with the error, unless the reply has begun or nobody listens any more. */
export function sendError(exchange: Exchange, cause: unknown): void {
  const { response, signal } = exchange;
  if (signal.aborted || response.destroyed) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = asEngineError(cause);
  if (error instanceof RequestError) {
    for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  }
  sendJson(exchange, errorBody(error), error.status);
}
