import type { Failure } from '../benchmark/failure.ts';
import type { StampSource } from '../benchmark/request-record.ts';

export type HttpRequest = {
  method: 'GET' | 'POST';
  /** Path and query, e.g. `/v1/chat/completions`. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | undefined;
  /** The same as HTTP/1.1 bytes for the transport's own origin, where they were made before. */
  wire?: Uint8Array;
};

/**
 * Hears what comes back for the request in `slot`. Called synchronously from the socket's own callback; `at` is the
 * clock's time of the socket read, taken before anything is parsed. After `end` or `fail` the slot is free.
 */
export interface ResponseSink {
  /** Connecting took `connectMs`; only for a request that had to wait for it. */
  connected(slot: number, connectMs: number): void;
  /** The first byte goes to the socket now. */
  sent(slot: number, at: number): void;
  headers(slot: number, at: number, status: number, headers: Readonly<Record<string, string>>): void;
  /** Body bytes of one socket read; valid only during the call. */
  data(slot: number, at: number, bytes: Uint8Array): void;
  /** The body is complete. */
  end(slot: number, at: number): void;
  fail(slot: number, at: number, failure: Failure): void;
}

/**
 * Puts bytes on a connection and hands back what is read, with stamps. It knows HTTP, nothing of tokens. Shaped for the
 * load path: numbered slots, a callback sink, no promise and no object per token.
 */
export interface Transport {
  readonly name: string;
  readonly stampSource: StampSource;
  /** Opens connections before the first request is due, so that none pays for it. */
  open(connections: number): Promise<void>;
  /** Makes ready before the clock starts what would else be made at the send. */
  prepare?(request: HttpRequest): HttpRequest;
  /** Starts a request. Errors arrive at `sink.fail`, never as a throw. */
  send(slot: number, request: HttpRequest, sink: ResponseSink): void;
  /** Drops the connection of a request; its sink hears nothing more. */
  abort(slot: number): void;
  close(): Promise<void>;
}
