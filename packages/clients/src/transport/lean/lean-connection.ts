import type { Socket } from 'node:net';
import type { Clock } from '@sagellm/bench-clock';
import type { Failure, ResponseSink } from '@sagellm/bench-protocol';
import { foreignCoding, foreignCodingFailure } from '../foreign-coding.ts';
import type { KeptConnections } from '../kept-connections.ts';
import { nameSocketFailure } from '../name-socket-failure.ts';
import { connectSocket, type ServerAddress } from './connect-socket.ts';
import type { HeadMemory } from './head-memory.ts';
import type { ResponseLimits } from './response-limits.ts';
import { ResponseParser, Step } from './response-parser.ts';

/** Node's own servers answer a connection that asks nothing with 408 after a minute. */
const LONGEST_FIRST_SILENCE_MS = 30_000;
/** Between two requests, where the server does not say how long it waits; undici takes the same. */
const LONGEST_SILENCE_MS = 4_000;
/** A server that says how long it waits is believed up to here, and so much before it is up. */
const LONGEST_BELIEVED_MS = 600_000;
const MARGIN_MS = 2_000;

export type LeanConnectionOptions = {
  address: ServerAddress;
  clock: Clock;
  connectTimeoutMs: number;
  limits: ResponseLimits;
  memory: HeadMemory;
  /** What is known of how the server treats its connections. */
  kept: KeptConnections;
  /** All sockets of a thread are read into this one: each is done with it before the next is read. */
  readBuffer: Buffer;
  owner: ConnectionOwner;
};

export interface ConnectionOwner {
  /** A request is over, and its sink has not been told yet. */
  released(connection: LeanConnection, reusable: boolean): void;
  /** It closed, or spoke unasked, before anything of a request was written to it. */
  lost(connection: LeanConnection): void;
}

/** One socket with one request on it at a time. */
export class LeanConnection {
  readonly #options: LeanConnectionOptions;
  readonly #parser: ResponseParser;
  #socket: Socket | undefined = undefined;
  #stage: 'connecting' | 'ready' | 'sent' | 'answering' | 'closed' = 'connecting';
  #error: Error | undefined = undefined;
  #idleSince = 0;
  #hasAnswered = false;
  #idleLimitMs = LONGEST_FIRST_SILENCE_MS;
  slot = -1;
  bytes: Uint8Array | undefined = undefined;
  sink: ResponseSink | undefined = undefined;

  constructor(options: LeanConnectionOptions) {
    this.#options = options;
    this.#parser = new ResponseParser(options.limits, options.memory);
  }

  /** So long without a request that the server may be about to close it. */
  get isStale(): boolean {
    return this.#options.clock.now() - this.#idleSince > this.#idleLimitMs;
  }

  /** Puts a request on it; `write` or `connect` sends it. */
  assign(slot: number, bytes: Uint8Array, sink: ResponseSink): void {
    this.slot = slot;
    this.bytes = bytes;
    this.sink = sink;
  }

  /** Connects; a request that is on it is written then. `onOpened` hears of a connection without one. */
  connect(onOpened?: (error: Error | undefined) => void): void {
    const { address, clock, connectTimeoutMs, readBuffer } = this.#options;
    const started = clock.now();
    const cancelTimer = clock.schedule(started + connectTimeoutMs, () => {
      const error = new Error(`no connection to ${address.hostHeader} within ${connectTimeoutMs} ms`);
      socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
    });
    const onread = { buffer: readBuffer, callback: (length: number) => this.#read(length) };
    const socket = connectSocket(address, onread, () => {
      cancelTimer();
      if (this.#stage !== 'connecting') return;
      this.#stage = 'ready';
      this.#idleSince = clock.now();
      if (!this.sink) return onOpened?.(undefined);
      this.sink.connected(this.slot, this.#idleSince - started);
      this.write();
    });
    this.#socket = socket;
    socket.on('end', () => this.#end());
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    socket.on('close', () => {
      cancelTimer();
      const isOpening = this.#stage === 'connecting';
      this.#lose(this.#error ?? new Error('closed'));
      if (isOpening) onOpened?.(this.#error ?? new Error('closed'));
    });
  }

  /** Writes the request that is on it, if it is still there. */
  write(): void {
    const { sink, bytes } = this;
    if (this.#stage !== 'ready' || !sink || !bytes) return;
    this.#stage = 'sent';
    this.bytes = undefined;
    this.#parser.begin();
    const at = this.#options.clock.now();
    this.#socket!.write(bytes);
    // Told behind the write, so that nothing stands between the stamp and the bytes.
    sink.sent(this.slot, at);
  }

  /** Closes at once; the request on it hears nothing more. */
  destroy(): Promise<void> {
    this.#stage = 'closed';
    this.sink = undefined;
    this.bytes = undefined;
    const socket = this.#socket;
    if (!socket || socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }

  #read(length: number): boolean {
    const at = this.#options.clock.now();
    const parser = this.#parser;
    const { readBuffer } = this.#options;
    if (this.#stage !== 'sent' && this.#stage !== 'answering') {
      if (this.#stage !== 'closed') this.#loseUnused();
      return true;
    }
    parser.give(readBuffer, length);
    while (this.sink) {
      switch (parser.next()) {
        case Step.more:
          return true;
        case Step.head:
          this.#stage = 'answering';
          this.#answer(at);
          break;
        case Step.body:
          this.sink.data(this.slot, at, readBuffer.subarray(parser.bodyFrom, parser.bodyTo));
          break;
        case Step.end:
          this.#complete(at);
          return true;
        case Step.broken:
          this.#fail(at, { class: 'malformed', message: `not HTTP/1.1: ${parser.problem}` });
          return true;
      }
    }
    return true;
  }

  #answer(at: number): void {
    const { status, headers } = this.#parser.head!;
    this.sink!.headers(this.slot, at, status, headers);
    const coding = foreignCoding(headers);
    // A sink may have given it up meanwhile.
    if (coding !== undefined && this.sink) this.#fail(at, foreignCodingFailure(coding));
  }

  #complete(at: number): void {
    const head = this.#parser.head!;
    this.#idleSince = at;
    if (this.#hasAnswered) this.#options.kept.reused();
    this.#hasAnswered = true;
    this.#idleLimitMs =
      head.keepAliveMs === undefined ? LONGEST_SILENCE_MS : Math.min(head.keepAliveMs - MARGIN_MS, LONGEST_BELIEVED_MS);
    // Bytes behind the answer belong to no request; a request that is still being written will not be read.
    const isClean = this.#parser.unread === 0 && this.#socket!.writableLength === 0;
    const { slot, sink } = this;
    this.#release(head.reusable && isClean && this.#idleLimitMs > 0 && this.#options.kept.areKept);
    sink!.end(slot, at);
  }

  #fail(at: number, failure: Failure): void {
    const { slot, sink } = this;
    this.#release(false);
    sink?.fail(slot, at, failure);
  }

  /** Free before its sink is told, so that a request sent from there can take it again. */
  #release(reusable: boolean): void {
    this.sink = undefined;
    this.bytes = undefined;
    this.#stage = reusable ? 'ready' : 'closed';
    this.#options.owner.released(this, reusable);
  }

  #end(): void {
    const at = this.#options.clock.now();
    if (this.#stage === 'answering' && this.#parser.finish()) this.#complete(at);
    else this.#lose(new Error('other side closed'));
  }

  #lose(error: Error): void {
    const stage = this.#stage;
    if (stage === 'ready' || stage === 'sent') this.#noteClosing();
    if (stage === 'ready') this.#loseUnused();
    else if (stage !== 'closed' && this.sink) {
      this.#fail(this.#options.clock.now(), nameSocketFailure(error, stage));
    } else this.#stage = 'closed';
  }

  /** Closed with no answer begun, on a connection that had one before. */
  #noteClosing(): void {
    const { clock, kept } = this.#options;
    if (this.#hasAnswered) kept.closedBehindAnswer(clock.now() - this.#idleSince);
  }

  #loseUnused(): void {
    this.#stage = 'closed';
    this.#socket?.destroy();
    this.#options.owner.lost(this);
  }
}
