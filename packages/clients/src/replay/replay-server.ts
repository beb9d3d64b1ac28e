import { createServer, type Server, type Socket } from 'node:net';
import { faultError } from '@sagellm/bench-protocol';
import { isObject, isText } from '../reading/json-shapes.ts';
import { type ReceivedRequest, takeRequest } from './received-request.ts';
import type { Recording } from './recording.ts';
import { cutReply, type ReplayPace, type TimedReply, writeReply } from './write-reply.ts';

export type ReplayServerOptions = {
  /** 0 takes a free one. */
  port: number;
  pace: ReplayPace;
  /** Times as fast as recorded; 1 unless set. */
  speed?: number;
};

export type ReplayServer = { url: string; close: () => Promise<void> };

/** A request larger than this is not waited for. */
const LARGEST_REQUEST = 64 * 1024 * 1024;

/**
 * Serves one recorded reply on loopback: to every POST, and to a GET of the path that was recorded. `/v1/models` lists
 * the recorded model, so that a benchmark can be pointed at it; other routes are 404.
 *
 * Throws a fault (exit 1) when the port is taken.
 */
export async function createReplayServer(recording: Recording, options: ReplayServerOptions): Promise<ReplayServer> {
  const reply = cutReply(recording, options.pace);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    listen(socket, (request) => {
      const answer = answerTo(request, recording, reply);
      const speed = answer === reply ? (options.speed ?? 1) : Number.POSITIVE_INFINITY;
      return writeReply(socket, answer, speed);
    });
  });
  const port = await open(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every reply closes its connection, so the first request is the only one. */
function listen(socket: Socket, answer: (request: ReceivedRequest) => Promise<void>): void {
  const pieces: Buffer[] = [];
  let size = 0;
  socket.on('data', function hear(bytes: Buffer) {
    pieces.push(bytes);
    size += bytes.length;
    if (size > LARGEST_REQUEST) socket.destroy();
    const request = takeRequest(Buffer.concat(pieces));
    if (!request) return;
    socket.off('data', hear).resume();
    void answer(request.received);
  });
}

function answerTo(request: ReceivedRequest, recording: Recording, reply: TimedReply): TimedReply {
  const [method, target = ''] = request.line.split(' ');
  if (method === 'POST') return reply;
  if (recording.request?.method === 'GET' && recording.request.path === target) return reply;
  if (target === '/v1/models') return json(200, { object: 'list', data: [modelOf(recording)] });
  return json(404, { error: { message: `replayed are POST requests and /v1/models, not ${target}`, code: 404 } });
}

function modelOf({ request }: Recording): { id: string; object: string; owned_by: string } {
  const model = isObject(request?.body) && isText(request.body.model) ? request.body.model : 'replay';
  return { id: model, object: 'model', owned_by: 'replay' };
}

function json(status: number, body: unknown): TimedReply {
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { 'content-type': 'application/json' };
  return { status, headers, headMs: 0, pieces: [{ ms: 0, bytes }], end: 'fin', endMs: 0 };
}

function open(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(faultError(`port ${port}: cannot listen (${error.code})`, 'choose another with --port', error));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
