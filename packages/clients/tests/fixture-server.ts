import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Recording } from '../src/index.ts';
import { wholeBody } from './recording.ts';

/** Does something with the URL of a server that answers these paths with recordings or JSON, and others with 404. */
export async function withRoutes<T>(
  routes: Readonly<Record<string, Recording | object | string>>,
  use: (url: string, asked: string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const answer = routes[request.url!];
    if (answer === undefined) response.writeHead(404).end('{"detail":"Not Found"}');
    else if (typeof answer === 'string') response.writeHead(200).end(answer);
    else if ('reads' in answer) {
      const { 'content-length': _, 'transfer-encoding': __, ...headers } = (answer as Recording).headers;
      response.writeHead((answer as Recording).status, headers).end(wholeBody(answer as Recording));
    } else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
