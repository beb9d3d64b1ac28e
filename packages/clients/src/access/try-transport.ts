import type { Failure, HttpRequest, ResponseSink, Transport } from '@sagellm/bench-protocol';

export type TryOptions = {
  /** Path and query. */
  path: string;
  apiKey?: string;
  signal: AbortSignal;
  timeoutMs: number;
};

/**
 * Asks for something once, and says why the transport cannot read the answer, or nothing where it can. What the answer
 * says does not matter here. The transport is left open.
 */
export function tryTransport(transport: Transport, options: TryOptions): Promise<Failure | undefined> {
  const { path, apiKey, timeoutMs } = options;
  const request: HttpRequest = {
    method: 'GET',
    path,
    headers: { 'accept-encoding': 'identity', ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
    body: undefined,
  };
  const limit = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([options.signal, limit]);
  return new Promise((resolve, reject) => {
    const onStop = () => {
      transport.abort(0);
      if (options.signal.aborted) reject(options.signal.reason);
      else resolve({ class: 'timeout', phase: 'total', message: `no answer within ${timeoutMs} ms` });
    };
    const conclude = (failure: Failure | undefined) => {
      stop.removeEventListener('abort', onStop);
      resolve(failure);
    };
    const sink: ResponseSink = {
      connected: () => {},
      sent: () => {},
      headers: () => {},
      data: () => {},
      end: () => conclude(undefined),
      fail: (_slot, _at, failure) => conclude(failure),
    };
    if (stop.aborted) return onStop();
    stop.addEventListener('abort', onStop, { once: true });
    transport.send(0, request, sink);
  });
}
