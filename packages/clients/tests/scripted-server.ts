import { createServer, type Server, type Socket } from 'node:net';
import { type ReceivedRequest, takeRequest } from '../src/replay/received-request.ts';

/** A server of raw bytes on loopback: what it sends, and where it is cut, is exactly what the test says. */
export class ScriptedServer implements AsyncDisposable {
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

  static async start(answer: (request: ReceivedRequest, socket: Socket) => void): Promise<ScriptedServer> {
    const server = new ScriptedServer(answer);
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

  /** Connections that nobody has closed. */
  get open(): number {
    return this.#sockets.size;
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
