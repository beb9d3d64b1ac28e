import type { Clock } from '@sagellm/bench-clock';
import type { HttpRequest, ResponseSink, Transport } from '@sagellm/bench-protocol';
import { parseBaseUrl } from '../../base-url.ts';
import { KeptConnections } from '../kept-connections.ts';
import { nameSocketFailure } from '../name-socket-failure.ts';
import { unreachableError } from '../unreachable-error.ts';
import { addressOf, type LeanTls } from './connect-socket.ts';
import { HeadMemory } from './head-memory.ts';
import { IdleConnections } from './idle-connections.ts';
import { type ConnectionOwner, LeanConnection, type LeanConnectionOptions } from './lean-connection.ts';
import { defaultLimits, type ResponseLimits } from './response-limits.ts';
import { serialiseRequest } from './serialise-request.ts';

export type LeanTransportOptions = {
  /** Scheme, host and port, e.g. `http://127.0.0.1:8000`; a path is ignored. */
  origin: string;
  clock: Clock;
  connectTimeoutMs: number;
  tls?: LeanTls;
  /** A Unix socket to connect to instead of the host of `origin`. */
  socketPath?: string;
  limits?: Partial<ResponseLimits>;
};

/** Opened at the same time; more would overrun the queue in which a server keeps those that it has not accepted. */
const OPENED_AT_ONCE = 64;

/** Sockets are read into it one after another, never two at a time. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * HTTP/1.1 over plain sockets, for load: a request is one buffer and one write, a read is one stamp and no object but
 * the view of its bytes. One request per connection at a time, connections opened ahead by `open(n)`, and one more
 * whenever none is free, because an open loop never waits. Nothing is retried, nothing is decoded, nothing times out
 * but connecting.
 */
export function createLeanTransport(options: LeanTransportOptions): Transport {
  return new LeanTransport(options);
}

class LeanTransport implements Transport, ConnectionOwner {
  readonly name = 'lean';
  readonly stampSource = 'socket';
  readonly #origin: string;
  readonly #connection: LeanConnectionOptions;
  readonly #idle = new IdleConnections();
  readonly #busy = new Map<number, LeanConnection>();

  constructor(options: LeanTransportOptions) {
    const { clock, connectTimeoutMs, socketPath, tls } = options;
    const limits = { ...defaultLimits, ...options.limits };
    this.#origin = parseBaseUrl(options.origin).origin;
    this.#connection = {
      address: addressOf(this.#origin, socketPath, tls),
      clock,
      connectTimeoutMs,
      limits,
      memory: new HeadMemory(limits),
      kept: new KeptConnections(),
      readBuffer,
      owner: this,
    };
  }

  async open(connections: number): Promise<void> {
    const missing = Math.max(0, connections - this.#idle.size - this.#busy.size);
    const waiting = Array.from({ length: missing }, () => new LeanConnection(this.#connection));
    let refused: Error | undefined;
    const openOneByOne = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) refused = (await this.#openAhead(next)) ?? refused;
    };
    await Promise.all(Array.from({ length: Math.min(missing, OPENED_AT_ONCE) }, openOneByOne));
    if (refused) throw unreachableError(this.#origin, refused, connections);
  }

  prepare(request: HttpRequest): HttpRequest {
    try {
      const wire = serialiseRequest(request, this.#connection.address.hostHeader);
      return { ...request, body: wire.subarray(wire.length - (request.body?.length ?? 0)), wire };
    } catch {
      // Said at the send, where a request can fail.
      return request;
    }
  }

  send(slot: number, request: HttpRequest, sink: ResponseSink): void {
    let bytes: Uint8Array;
    try {
      bytes = serialiseRequest(request, this.#connection.address.hostHeader);
    } catch (error) {
      sink.fail(slot, this.#connection.clock.now(), nameSocketFailure(error as Error, 'connecting'));
      return;
    }
    this.#dispatch(slot, bytes, sink);
  }

  abort(slot: number): void {
    const connection = this.#busy.get(slot);
    if (!connection) return;
    this.#busy.delete(slot);
    void connection.destroy();
  }

  async close(): Promise<void> {
    const all = [...this.#idle.takeAll(), ...this.#busy.values()];
    this.#busy.clear();
    await Promise.all(all.map((connection) => connection.destroy()));
  }

  released(connection: LeanConnection, reusable: boolean): void {
    this.#busy.delete(connection.slot);
    if (reusable) this.#idle.addReleased(connection);
    else void connection.destroy();
  }

  lost(connection: LeanConnection): void {
    const { slot, bytes, sink } = connection;
    if (sink && bytes) this.#dispatch(slot, bytes, sink);
    else this.#idle.remove(connection);
  }

  #dispatch(slot: number, bytes: Uint8Array, sink: ResponseSink): void {
    const ready = this.#idle.takeReady();
    const resting = ready ? undefined : this.#idle.takeResting();
    const connection = ready ?? resting ?? new LeanConnection(this.#connection);
    this.#busy.set(slot, connection);
    connection.assign(slot, bytes, sink);
    if (ready) ready.write();
    else if (!resting) connection.connect();
  }

  #openAhead(connection: LeanConnection): Promise<Error | undefined> {
    return new Promise((resolve) => {
      connection.connect((error) => {
        if (!error) this.#idle.addReady(connection);
        resolve(error);
      });
    });
  }
}
