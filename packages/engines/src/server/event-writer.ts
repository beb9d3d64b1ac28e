import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A reader this far behind is waited for. */
const MAX_UNSENT_BYTES = 2 ** 20;

/**
 * Server-sent events, each in a socket write of its own at the moment of the call. The frames of the chunked body are
 * made here: `response.write` collects what is written in one turn, which would blur when a token left.
 */
export class EventWriter {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  open(): void {
    this.#response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' });
    this.#response.flushHeaders();
  }

  event(data: string): void {
    const text = `data: ${data}\n\n`;
    const { socket, chunkedEncoding } = this.#response;
    // Without a socket (a pipelined request whose turn has not come) and in HTTP/1.0 the frames are not ours to make.
    if (!socket || !chunkedEncoding) this.#response.write(text);
    else if (!socket.destroyed) socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
  }

  /** Resolves at once unless the reader is far behind; rejects with the signal's reason. */
  async ready(signal: AbortSignal): Promise<void> {
    const { socket } = this.#response;
    if (socket && socket.writableLength > MAX_UNSENT_BYTES) await once(socket, 'drain', { signal });
  }

  end(): void {
    this.#response.end();
  }

  /** Breaks the connection with the body unfinished: by a reset, or by a FIN after all that was written. */
  cut(how: 'reset' | 'fin'): void {
    const { socket } = this.#response;
    if (how === 'reset') socket?.resetAndDestroy();
    else socket?.destroySoon();
  }
}
