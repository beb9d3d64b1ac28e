import type { Socket } from 'node:net';
import type { Clock } from '@sagellm/bench-clock';
import type { HttpRequest, ResponseSink } from '@sagellm/bench-protocol';
import { type buildConnector, Client, type Dispatcher } from 'undici';
import { foreignCoding, foreignCodingFailure } from './foreign-coding.ts';
import type { KeptConnections } from './kept-connections.ts';
import { nameSocketFailure } from './name-socket-failure.ts';

/** undici's connector gives the socket back, which its types do not say. */
type Connect = (...parameters: Parameters<buildConnector.connector>) => Socket;

type Release = (connection: Connection, reusable: boolean) => void;

/** Node's own servers answer a connection that asks nothing with 408 after a minute. */
const LONGEST_SILENCE_MS = 30_000;

export type ConnectionOptions = {
  origin: string;
  clock: Clock;
  connect: buildConnector.connector;
  /** What is known of how the server treats its connections. */
  kept: KeptConnections;
  /** Reading found it closed while no request was on it. */
  onIdleClose: (connection: Connection) => void;
};

/**
 * One connection with one request on it at a time: an undici `Client` that is its own response handler.
 *
 * Order of things at the subtle spots. undici waits a turn of the event loop before it reuses a socket (the server
 * may just have closed it), so `sent` is stamped in `onRequestStart`, which is called right before the write. Body
 * bytes arrive once per HTTP chunk, but a stamp belongs to a socket read: it is taken by a `readable` listener that
 * stands in front of undici's.
 */
export class Connection implements Dispatcher.DispatchHandler {
  readonly #options: ConnectionOptions;
  readonly #client: Client;
  #socket: Socket | undefined;
  /** Opened ahead, and not yet handed to undici. */
  #ahead: Socket | undefined;
  #aheadSince = 0;
  #socketError: Error | undefined;
  #readAt = 0;
  #slot = -1;
  #sink: ResponseSink | undefined;
  #stage: 'connecting' | 'sent' | 'answering' = 'connecting';
  #connectMs: number | undefined;
  #release: Release | undefined;
  #reusable = true;
  #answeredAt: number | undefined;
  #isDestroyed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = new Client(options.origin, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
      connect: (target, callback) => this.#connect(target, callback),
    });
    this.#client.on('disconnect', () => {
      if (this.#sink) return;
      this.#noteClosing();
      options.onIdleClose(this);
    });
  }

  get slot(): number {
    return this.#slot;
  }

  /** Connects before any request is there. */
  openAhead(): Promise<void> {
    const url = new URL(this.#options.origin);
    const target = {
      protocol: url.protocol,
      host: url.host,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
    };
    return new Promise((resolve, reject) => {
      this.#socket = (this.#options.connect as Connect)(target, (error, socket) => {
        if (error) return reject(error);
        this.#ahead = socket;
        this.#aheadSince = this.#options.clock.now();
        // Flowing, so that a close is noticed; a server that speaks first is as good as gone.
        socket.on('data', this.#loseAhead).once('close', this.#loseAhead);
        resolve();
      });
    });
  }

  /** Opened ahead so long ago that a server may be about to close it for being silent. */
  get stale(): boolean {
    return this.#ahead !== undefined && this.#options.clock.now() - this.#aheadSince > LONGEST_SILENCE_MS;
  }

  /** `release` is called when the request is over, before its sink hears of the end. */
  send(slot: number, request: HttpRequest, sink: ResponseSink, release: Release): void {
    this.#slot = slot;
    this.#sink = sink;
    this.#release = release;
    this.#stage = 'connecting';
    this.#connectMs = undefined;
    this.#client.dispatch(
      { method: request.method, path: request.path, headers: request.headers, body: request.body ?? null },
      this,
    );
  }

  /** Closes at once; the request on it hears nothing more. */
  async destroy(): Promise<void> {
    this.#isDestroyed = true;
    this.#sink = undefined;
    this.#ahead = undefined;
    this.#socket?.destroy();
    await this.#client.destroy();
  }

  onRequestStart(): void {
    if (!this.#sink) return;
    if (this.#connectMs !== undefined) this.#sink.connected(this.#slot, this.#connectMs);
    this.#stage = 'sent';
    this.#sink.sent(this.#slot, this.#options.clock.now());
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    // 1xx only says that the real answer is to come.
    if (!this.#sink || status < 200) return;
    this.#stage = 'answering';
    this.#reusable = String(headers.connection ?? '').toLowerCase() !== 'close';
    const all = flat(headers);
    this.#sink.headers(this.#slot, this.#readAt, status, all);
    const coding = foreignCoding(all);
    if (coding === undefined) return;
    this.#finish(false)?.fail(this.#slot, this.#readAt, foreignCodingFailure(coding));
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#sink?.data(this.#slot, this.#readAt, bytes);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#socketError) {
      this.onResponseError(controller, this.#socketError);
      return;
    }
    if (this.#answeredAt !== undefined) this.#options.kept.reused();
    this.#answeredAt = this.#readAt;
    this.#stage = 'connecting';
    const sink = this.#finish(this.#reusable && this.#options.kept.areKept);
    sink?.end(this.#slot, this.#readAt);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const stage = this.#stage;
    if (stage === 'sent') this.#noteClosing();
    const sink = this.#finish(false);
    sink?.fail(this.#slot, this.#options.clock.now(), nameSocketFailure(error, stage));
  }

  #connect(target: buildConnector.Options, callback: buildConnector.Callback): void {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead) {
      ahead.off('data', this.#loseAhead).off('close', this.#loseAhead).pause();
      // undici is in the middle of asking for the socket; it goes on only when it is answered later.
      process.nextTick(() => {
        this.#watch(ahead);
        callback(null, ahead);
      });
      return;
    }
    const { clock, connect } = this.#options;
    const started = clock.now();
    this.#socket = (connect as Connect)(target, (error, socket) => {
      if (error) return callback(error, null);
      this.#connectMs = clock.now() - started;
      this.#watch(socket);
      callback(null, socket);
    });
  }

  #watch(socket: Socket): void {
    this.#socketError = undefined;
    // undici takes a reset for the end of a body that lasts until the connection closes; nobody knows if it was.
    socket.prependListener('error', (error) => {
      this.#socketError = error;
    });
    socket.prependListener('readable', () => {
      this.#readAt = this.#options.clock.now();
    });
  }

  /** Closed with no answer begun, on a connection that had one before. */
  #noteClosing(): void {
    const { clock, kept } = this.#options;
    if (this.#answeredAt !== undefined && !this.#isDestroyed) kept.closedBehindAnswer(clock.now() - this.#answeredAt);
  }

  readonly #loseAhead = (): void => {
    if (!this.#ahead) return;
    this.#ahead.destroy();
    this.#ahead = undefined;
    this.#options.onIdleClose(this);
  };

  /** The connection is free before the sink is told, so that a request sent from there can take it again. */
  #finish(reusable: boolean): ResponseSink | undefined {
    const sink = this.#sink;
    this.#sink = undefined;
    if (sink) this.#release?.(this, reusable);
    return sink;
  }
}

function flat(headers: Record<string, unknown>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const key in headers) {
    const value = headers[key];
    result[key] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return result;
}
