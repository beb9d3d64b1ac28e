import { createServer, type Server, type Socket } from 'node:net';

/** A reply as bytes on a socket. */
export type RawReply = {
  status: number;
  headers: Record<string, string>;
  /** Each becomes one write to the socket, in an HTTP chunk of its own. */
  pieces: readonly Uint8Array[];
  end: 'fin' | 'fin-before-last-chunk' | 'reset' | 'timeout';
};

export type ReceivedRequest = { line: string; headers: Record<string, string>; body: string };

/** A server of raw bytes on loopback: what it sends, and where it is cut, is exactly what the test says. */
export class ReplayServer implements AsyncDisposable {
  readonly requests: ReceivedRequest[] = [];
  connections = 0;
  /** Requests that came on each connection. */
  readonly perConnection: number[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #answer: (request: ReceivedRequest, socket: Socket) => void;

  private constructor(answer: (request: ReceivedRequest, socket: Socket) => void) {
    this.#answer = answer;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  static async start(answer: (request: ReceivedRequest, socket: Socket) => void): Promise<ReplayServer> {
    const server = new ReplayServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  answerWith(answer: (request: ReceivedRequest, socket: Socket) => void): void {
    this.#answer = answer;
  }

  closeIdle(): void {
    for (const socket of this.#sockets) socket.end();
  }

  /** The first connection is spoken on unasked, the others are closed. */
  speakOrClose(): void {
    const [first, ...others] = this.#sockets;
    first?.write('HTTP/1.1 408 Request Timeout\r\n\r\n');
    for (const socket of others) socket.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    const index = this.connections++;
    this.perConnection[index] = 0;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    let waiting = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      for (let request = takeRequest(waiting); request; request = takeRequest(waiting)) {
        waiting = waiting.subarray(request.length);
        this.perConnection[index]!++;
        this.requests.push(request.received);
        this.#answer(request.received, socket);
      }
    });
  }
}

/** Writes a reply piece by piece, each in a turn of the event loop of its own. */
export async function writeReply(socket: Socket, reply: RawReply): Promise<void> {
  const headers = Object.entries(reply.headers).filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name));
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`HTTP/1.1 ${reply.status} Some Reason\r\n${lines}transfer-encoding: chunked\r\n\r\n`);
  for (const piece of reply.pieces) {
    if (piece.length === 0) continue;
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(httpChunk(piece));
  }
  await new Promise((resolve) => setImmediate(resolve));
  if (reply.end === 'fin') socket.write('0\r\n\r\n');
  if (reply.end === 'reset') socket.resetAndDestroy();
  else if (reply.end !== 'timeout' && /close/i.test(reply.headers.connection ?? 'close')) socket.end();
}

export function httpChunk(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

function takeRequest(bytes: Buffer): { received: ReceivedRequest; length: number } | undefined {
  const border = bytes.indexOf('\r\n\r\n');
  if (border < 0) return undefined;
  const [line, ...rows] = bytes.subarray(0, border).toString().split('\r\n');
  const headers = Object.fromEntries(rows.map((row) => row.split(/:\s*/, 2) as [string, string]));
  const length = border + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  return { received: { line: line!, headers, body: bytes.subarray(border + 4, length).toString() }, length };
}
