import type { Clock } from '@sagellm/bench-clock';
import { faultError, type HttpRequest, type ResponseSink, type Transport } from '@sagellm/bench-protocol';
import type { OpenAI } from 'openai';
import { fetch as undiciFetch } from 'undici';
import { dispatcherOf } from '../access/dispatcher.ts';
import type { ServerAccess } from '../access/server-access.ts';
import { certificateProblem } from './certificate-problem.ts';
import { nameSocketFailure } from './name-socket-failure.ts';

export type OpenAISdkTransportOptions = {
  /** Scheme, host and port. */
  origin: string;
  clock: Clock;
  /** Where the URL alone does not say how it is reached; then undici's own `fetch` stands in for Node's. */
  access?: ServerAccess;
};

/** The client's own limits decide; the SDK's would only add a second opinion. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * What a user of the official SDK sees: requests go through `openai`, and a stamp is taken when the SDK hands a chunk
 * over, parsed. Some 0.5 to 1 ms of SDK work lies before the send and tens of microseconds on every chunk, so this is for
 * conformance and for that question, never for load. Retries are off. Whether `[DONE]` came cannot be seen.
 */
export function createOpenAISdkTransport(options: OpenAISdkTransportOptions): Transport {
  return new OpenAISdkTransport(options);
}

class OpenAISdkTransport implements Transport {
  readonly name = 'openai-sdk';
  readonly stampSource = 'sdk';
  readonly #options: OpenAISdkTransportOptions;
  readonly #running = new Map<number, AbortController>();
  #client: Promise<OpenAI> | undefined;

  constructor(options: OpenAISdkTransportOptions) {
    this.#options = options;
  }

  /** The SDK opens its own connections; here it is only loaded, so that no request pays for that. */
  async open(): Promise<void> {
    this.#client ??= loadClient(this.#options);
    await this.#client;
  }

  send(slot: number, request: HttpRequest, sink: ResponseSink): void {
    const controller = new AbortController();
    this.#running.set(slot, controller);
    const { clock } = this.#options;
    let answering = false;
    const hear: ResponseSink = {
      connected: () => {},
      sent: (_slot, at) => sink.sent(slot, at),
      headers: (_slot, at, status, headers) => {
        answering = true;
        if (this.#owns(slot, controller)) sink.headers(slot, at, status, headers);
      },
      data: (_slot, at, bytes) => {
        if (this.#owns(slot, controller)) sink.data(slot, at, bytes);
      },
      end: (_slot, at) => {
        if (this.#release(slot, controller)) sink.end(slot, at);
      },
      fail: (_slot, at, failure) => {
        if (this.#release(slot, controller)) sink.fail(slot, at, failure);
      },
    };
    this.#client ??= loadClient(this.#options);
    this.#client
      .then((client) => exchange(client, slot, request, hear, controller.signal, clock))
      .catch((error: Error) => failAs(error, { slot, sink: hear, at: clock.now(), answering }));
  }

  abort(slot: number): void {
    const controller = this.#running.get(slot);
    this.#running.delete(slot);
    controller?.abort();
  }

  async close(): Promise<void> {
    for (const slot of [...this.#running.keys()]) this.abort(slot);
  }

  #owns(slot: number, controller: AbortController): boolean {
    return this.#running.get(slot) === controller;
  }

  #release(slot: number, controller: AbortController): boolean {
    const owned = this.#owns(slot, controller);
    if (owned) this.#running.delete(slot);
    return owned;
  }
}

async function loadClient({ origin, access }: OpenAISdkTransportOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai').catch((cause) => {
    throw faultError(
      'the transport openai-sdk needs the package openai, which is not installed',
      'npm install openai',
      cause,
    );
  });
  // The key stands in the request's own headers.
  return new OpenAI({
    ...{ baseURL: origin, apiKey: 'unused', maxRetries: 0, timeout: NO_TIMEOUT_MS, logLevel: 'off' },
    ...(access ? { fetch: fetchThrough(access) } : {}),
  });
}

/** Node's own `fetch` takes no dispatcher of another undici. */
function fetchThrough(access: ServerAccess): typeof fetch {
  const dispatcher = dispatcherOf(access);
  return ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as typeof fetch;
}

async function exchange(
  client: OpenAI,
  slot: number,
  request: HttpRequest,
  sink: ResponseSink,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  const body = JSON.parse(Buffer.from(request.body ?? []).toString() || '{}') as { stream?: boolean };
  sink.sent(slot, clock.now());
  const call = client.post(request.path, {
    body,
    stream: body.stream === true,
    headers: { authorization: null, ...request.headers },
    signal,
  });
  const { data, response } = await call.withResponse();
  sink.headers(slot, clock.now(), response.status, { 'content-type': response.headers.get('content-type') ?? '' });
  if (body.stream === true) {
    for await (const chunk of data as AsyncIterable<unknown>) {
      const at = clock.now();
      sink.data(slot, at, Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`));
    }
  } else sink.data(slot, clock.now(), Buffer.from(JSON.stringify(data)));
  sink.end(slot, clock.now());
}

type SdkError = Error & { status?: number; error?: unknown; headers?: Headers };

/** The SDK throws for a status, for an error event in a stream, for broken JSON and for a broken connection alike. */
function failAs(
  error: SdkError,
  { slot, sink, at, answering }: { slot: number; sink: ResponseSink; at: number; answering: boolean },
): void {
  if (error.status !== undefined) {
    const { headers } = error;
    const told = ['retry-after', 'location'].map((name) => [name, headers?.get(name) ?? ''] as const);
    sink.headers(slot, at, error.status, { ...Object.fromEntries(told), 'content-type': 'application/json' });
    sink.data(slot, at, Buffer.from(JSON.stringify({ error: error.error ?? error.message })));
    sink.end(slot, at);
  } else if (answering && error.error !== undefined) {
    sink.data(slot, at, Buffer.from(`data: ${JSON.stringify({ error: error.error })}\n\n`));
    sink.end(slot, at);
  } else if (error instanceof SyntaxError) {
    sink.fail(slot, at, { class: 'malformed', message: `the SDK could not parse an event: ${error.message}` });
  } else {
    const cause = rootOf(error);
    const { code } = cause as { code?: string };
    const refused =
      /ECONNREFUSED|ENOENT|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT/.test(`${code}`) || certificateProblem(cause) !== undefined;
    sink.fail(slot, at, nameSocketFailure(cause, refused ? 'connecting' : answering ? 'answering' : 'sent'));
  }
}

/** The SDK wraps what fetch wraps what the socket said. */
function rootOf(error: Error): Error {
  let root = error;
  while (root.cause instanceof Error) root = root.cause;
  return root;
}
