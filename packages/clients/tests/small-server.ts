import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, ListenOptions } from 'node:net';
import { delta, events, finish, usage } from './read-pieces.ts';

export const tlsFixture = (name: 'certificate.pem' | 'key.pem') =>
  readFile(new URL(`../__fixtures__/tls/${name}`, import.meta.url), 'utf8');

/** A whole server in a few lines: one model, answers of two tokens. It writes down what it was asked for. */
export class SmallServer implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response));
  }

  static async start(where: ListenOptions = { host: '127.0.0.1', port: 0 }, secure = false): Promise<SmallServer> {
    const server = secure
      ? createTlsServer({ key: await tlsFixture('key.pem'), cert: await tlsFixture('certificate.pem') })
      : createServer();
    const small = new SmallServer(server);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(where, resolve));
    return small;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(`${request.method} ${request.headers.host} ${request.url}`);
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'tiny', object: 'model', owned_by: 'nobody' }] }));
      return;
    }
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events(delta('a'), delta('b'), finish('stop'), usage(2), '[DONE]'));
    });
  }
}
