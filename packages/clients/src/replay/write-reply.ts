import type { Socket } from 'node:net';
import type { RecordedEnd, Recording } from './recording.ts';

export const REPLAY_PACES = ['as-recorded', 'byte-by-byte', 'one-piece'] as const;

/**
 * How a recorded body is sent: each read when and as it came, each byte by itself, or all at once. The last two do not
 * keep the times.
 */
export type ReplayPace = (typeof REPLAY_PACES)[number];

export type TimedReply = {
  status: number;
  headers: Readonly<Record<string, string>>;
  headMs: number;
  /** Each becomes one write to the socket, in an HTTP chunk of its own. */
  pieces: readonly { ms: number; bytes: Uint8Array }[];
  end: RecordedEnd;
  endMs: number;
};

/** Cuts a recording as a pace wants it. */
export function cutReply(recording: Recording, pace: ReplayPace): TimedReply {
  const { status, headers, reads, end } = recording;
  if (pace === 'as-recorded') {
    return { status, headers, headMs: recording.headMs, pieces: reads, end, endMs: recording.endMs };
  }
  const whole = Buffer.concat(reads.map((read) => read.bytes));
  const pieces = pace === 'one-piece' ? [whole] : Array.from(whole, (byte) => Uint8Array.of(byte));
  return { status, headers, headMs: 0, pieces: pieces.map((bytes) => ({ ms: 0, bytes })), end, endMs: 0 };
}

/**
 * Writes a reply to a socket, each piece in a turn of the event loop of its own and not before its time; `speed` 2 is
 * twice as fast as recorded, Infinity waits for nothing. Afterwards the connection is closed, cut, or left open, as it
 * was recorded.
 */
export async function writeReply(socket: Socket, reply: TimedReply, speed = Number.POSITIVE_INFINITY): Promise<void> {
  const started = performance.now();
  const due = (ms: number) => waitUntil(started + ms / speed);
  await due(reply.headMs);
  socket.write(headOf(reply));
  for (const { ms, bytes } of reply.pieces) {
    if (bytes.length === 0) continue;
    await due(ms);
    if (socket.destroyed) return;
    socket.write(httpChunk(bytes));
  }
  await due(reply.endMs);
  finish(socket, reply.end);
}

export function httpChunk(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** The body is sent in chunks whatever it was recorded with, so that it can be cut anywhere. */
function headOf({ status, headers }: TimedReply): string {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name),
  );
  const lines = kept.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status} Replayed\r\n${lines}connection: close\r\ntransfer-encoding: chunked\r\n\r\n`;
}

function finish(socket: Socket, end: RecordedEnd): void {
  if (end === 'reset') socket.resetAndDestroy();
  else if (end === 'fin') socket.end('0\r\n\r\n');
  else if (end === 'fin-before-last-chunk') socket.end();
}

async function waitUntil(time: number): Promise<void> {
  const left = time - performance.now();
  await new Promise((resolve) => (left > 1 ? setTimeout(resolve, left) : setImmediate(resolve)));
}
