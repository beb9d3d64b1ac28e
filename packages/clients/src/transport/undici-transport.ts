import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Clock } from '@sagellm/bench-clock';
import type { HttpRequest, ResponseSink, Transport } from '@sagellm/bench-protocol';
import { buildConnector } from 'undici';
import { parseBaseUrl } from '../base-url.ts';
import { Connection } from './connection.ts';
import { KeptConnections } from './kept-connections.ts';
import { type ProxyServer, parseProxy, proxyConnector } from './proxy-connector.ts';
import { unreachableError } from './unreachable-error.ts';

export type UndiciTransportOptions = {
  /** Scheme, host and port, e.g. `http://127.0.0.1:8000`; a path is ignored. */
  origin: string;
  clock: Clock;
  connectTimeoutMs: number;
  /** For `https` origins, e.g. `{ ca }` or `{ rejectUnauthorized: false }`. */
  tls?: Pick<TlsOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;
  /** A Unix socket to connect to instead of the host of `origin`. */
  socketPath?: string;
  /** URL of an HTTP proxy to go through, with user name and password where it wants them. */
  proxy?: string;
};

/**
 * HTTP/1.1 over undici: one request per connection at a time, connections opened ahead by `open(n)`, and one more
 * whenever none is free, because an open loop never waits. Nothing is retried, nothing is decoded, nothing times out
 * but connecting.
 */
export function createUndiciTransport(options: UndiciTransportOptions): Transport {
  return new UndiciTransport(options);
}

class UndiciTransport implements Transport {
  readonly name = 'undici';
  readonly stampSource = 'socket';
  readonly #options: UndiciTransportOptions;
  readonly #connect: buildConnector.connector;
  readonly #proxy: ProxyServer | undefined;
  readonly #kept = new KeptConnections();
  /** Connected and without a request; the last one used is the first to be used again. */
  readonly #free: Connection[] = [];
  readonly #busy = new Map<number, Connection>();

  constructor(options: UndiciTransportOptions) {
    this.#options = { ...options, origin: parseBaseUrl(options.origin).origin };
    // A connector of undici's own counts whole milliseconds, and 0 would mean never.
    const timeout = Math.max(1, Math.ceil(options.connectTimeoutMs));
    const { socketPath, tls = {} } = options;
    this.#proxy = options.proxy === undefined ? undefined : parseProxy(options.proxy);
    this.#connect = this.#proxy
      ? (proxyConnector(this.#proxy, { tls, timeoutMs: timeout }) as buildConnector.connector)
      : buildConnector({ ...tls, socketPath, timeout, allowH2: false } as buildConnector.BuildOptions);
  }

  async open(connections: number): Promise<void> {
    const missing = connections - this.#free.length - this.#busy.size;
    const opened = Array.from({ length: Math.max(0, missing) }, () => this.#create());
    const results = await Promise.allSettled(opened.map((connection) => connection.openAhead()));
    results.forEach((result, i) => {
      if (result.status === 'fulfilled') this.#free.push(opened[i]!);
      else void opened[i]!.destroy();
    });
    const refused = results.find((result) => result.status === 'rejected');
    if (refused) throw unreachableError(this.#options.origin, refused.reason, connections);
  }

  send(slot: number, request: HttpRequest, sink: ResponseSink): void {
    const connection = this.#take();
    this.#busy.set(slot, connection);
    connection.send(slot, this.#forProxy(request), sink, this.#release);
  }

  abort(slot: number): void {
    const connection = this.#busy.get(slot);
    if (!connection) return;
    this.#busy.delete(slot);
    void connection.destroy();
  }

  async close(): Promise<void> {
    const all = [...this.#free, ...this.#busy.values()];
    this.#free.length = 0;
    this.#busy.clear();
    await Promise.all(all.map((connection) => connection.destroy()));
  }

  /** Without a tunnel it is the proxy that is asked, for the whole URL. */
  #forProxy(request: HttpRequest): HttpRequest {
    const { origin } = this.#options;
    if (!this.#proxy || !origin.startsWith('http:')) return request;
    return { ...request, path: origin + request.path, headers: { ...this.#proxy.headers, ...request.headers } };
  }

  #take(): Connection {
    for (let free = this.#free.pop(); free; free = this.#free.pop()) {
      if (!free.stale) return free;
      void free.destroy();
    }
    return this.#create();
  }

  #create(): Connection {
    return new Connection({
      origin: this.#options.origin,
      clock: this.#options.clock,
      connect: this.#connect,
      kept: this.#kept,
      onIdleClose: this.#forget,
    });
  }

  readonly #release = (connection: Connection, reusable: boolean): void => {
    this.#busy.delete(connection.slot);
    if (reusable) this.#free.push(connection);
    else void connection.destroy();
  };

  readonly #forget = (connection: Connection): void => {
    const index = this.#free.indexOf(connection);
    if (index < 0) return;
    this.#free.splice(index, 1);
    void connection.destroy();
  };
}
