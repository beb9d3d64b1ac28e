import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy on loopback. It leads every name to 127.0.0.1, so that only through it can a made-up name be reached. */
export class SmallProxy implements AsyncDisposable {
  /** What it was asked for, with the credentials that came. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #credentials: string | undefined;

  private constructor(credentials: string | undefined) {
    this.#credentials = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    this.#server = createServer((request, response) => this.#forward(request, response));
    this.#server.on('connect', (request: IncomingMessage, socket: Socket) => this.#tunnel(request, socket));
    this.#server.on('connection', (socket) => this.#keep(socket));
  }

  static async start(credentials?: string): Promise<SmallProxy> {
    const proxy = new SmallProxy(credentials);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(`${request.method} ${request.url}`);
    if (!this.#isWelcome(request)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
      return;
    }
    const url = new URL(request.url!);
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const { port, pathname: path } = url;
    const onward = ask({ host: '127.0.0.1', port, path, method: request.method!, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  }

  #tunnel(request: IncomingMessage, socket: Socket): void {
    this.asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => {});
    if (!this.#isWelcome(request)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const onward = connect(Number(request.url!.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    this.#keep(onward);
    onward.on('error', () => socket.destroy());
  }

  #isWelcome(request: IncomingMessage): boolean {
    return this.#credentials === undefined || request.headers['proxy-authorization'] === this.#credentials;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
  }
}
