import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FailureClass } from '@sagellm/bench-protocol';
import { httpChunk } from '../src/replay/write-reply.ts';
import { delta, events, finish, usage } from './read-pieces.ts';

export type BrokenResponse = {
  what: string;
  answer: (socket: Socket) => void;
  becomes: FailureClass | 'completed';
  says?: RegExp;
  phase?: string;
};

const SSE = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
const CHUNKED = `${SSE}transfer-encoding: chunked\r\n\r\n`;
const LAST = '0\r\n\r\n';
const whole = events(delta('a'), finish(), usage(1), '[DONE]');
const chunk = (text: string) => httpChunk(Buffer.from(text)).toString();
const GOOD = CHUNKED + chunk(whole) + LAST;
const LARGE = CHUNKED + chunk(events(delta('x'.repeat(1_000_000)), delta('a'), finish(), usage(2), '[DONE]')) + LAST;

/** Writes, and goes on when the bytes have surely been read by themselves. */
const then = (socket: Socket, first: string, next: () => void) => socket.write(first, () => setTimeout(next, 15));
const sends = (text: string) => (socket: Socket) => void socket.write(text, 'latin1');
const ends = (text: string) => (socket: Socket) => void socket.end(text, 'latin1');
const resets = (text: string) => (socket: Socket) => {
  if (text === '') socket.resetAndDestroy();
  else then(socket, text, () => socket.resetAndDestroy());
};

/** What a connection may do to a request, below the events of a stream, and what each of it is. */
export const brokenResponses: readonly BrokenResponse[] = [
  { what: 'a whole answer', answer: sends(GOOD), becomes: 'completed' },
  { what: 'a whole answer, byte by byte', answer: byteByByte(GOOD), becomes: 'completed' },
  { what: 'an answer that ends with the connection', answer: ends(`${SSE}\r\n${whole}`), becomes: 'completed' },
  {
    what: 'HTTP/1.0',
    answer: ends(`HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${whole}`),
    becomes: 'completed',
  },
  {
    what: '103 in front',
    answer: sends(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${GOOD}`),
    becomes: 'completed',
  },
  {
    what: 'extensions and a trailer',
    answer: sends(`${CHUNKED}${chunk(whole).replace('\r\n', ';a="b"\r\n')}0\r\nx-sum: 1\r\n\r\n`),
    becomes: 'completed',
  },
  { what: 'more bytes behind the answer', answer: sends(`${GOOD}garbage`), becomes: 'completed' },
  { what: 'a reset right behind the answer', answer: resets(GOOD), becomes: 'completed' },

  { what: 'FIN before any byte', answer: ends(''), becomes: 'truncated', says: /before any response/ },
  { what: 'reset before any byte', answer: resets(''), becomes: 'truncated', says: /before any response/ },
  {
    what: 'FIN inside the status line',
    answer: ends('HTTP/1.1 20'),
    becomes: 'truncated',
    says: /before any response/,
  },
  {
    what: 'FIN inside a header',
    answer: ends(`${SSE}transfer-enc`),
    becomes: 'truncated',
    says: /before any response/,
  },
  { what: 'FIN behind the head', answer: ends(CHUNKED), becomes: 'truncated', says: /before the body was complete/ },
  {
    what: 'reset behind the head',
    answer: resets(CHUNKED),
    becomes: 'truncated',
    says: /before the body was complete/,
  },
  { what: 'FIN inside a chunk size', answer: ends(`${CHUNKED}${chunk(events(delta('a')))}1`), becomes: 'truncated' },
  { what: 'FIN inside a chunk', answer: ends(`${CHUNKED}ff\r\ndata: `), becomes: 'truncated' },
  { what: 'FIN between chunks', answer: ends(`${CHUNKED}${chunk(events(delta('a')))}`), becomes: 'truncated' },
  { what: 'reset between chunks', answer: resets(`${CHUNKED}${chunk(events(delta('a')))}`), becomes: 'truncated' },
  { what: 'FIN behind [DONE], before the last chunk', answer: ends(`${CHUNKED}${chunk(whole)}`), becomes: 'completed' },
  {
    what: 'FIN inside the trailer',
    answer: ends(`${CHUNKED}${chunk(events(delta('a')))}0\r\nx: y\r\n`),
    becomes: 'truncated',
  },
  {
    what: 'an orderly end without finish',
    answer: sends(`${CHUNKED}${chunk(events(delta('a')))}${LAST}`),
    becomes: 'truncated',
    says: /neither finish_reason nor/,
  },
  {
    what: 'a body shorter than its length',
    answer: ends(`${SSE}content-length: 900\r\n\r\n${events(delta('a'))}`),
    becomes: 'truncated',
  },
  {
    what: 'the same on a connection that closes anyway',
    answer: ends(`${SSE}connection: close\r\ncontent-length: 900\r\n\r\n${events(delta('a'))}`),
    becomes: 'truncated',
  },
  {
    what: 'a stream that ends with the connection, too early',
    answer: ends(`${SSE}\r\n${events(delta('a'))}`),
    becomes: 'truncated',
    says: /neither finish_reason nor/,
  },
  {
    what: 'a reset of a stream that lasts until the connection closes',
    answer: resets(`${SSE}\r\n${events(delta('a'))}`),
    becomes: 'truncated',
    says: /before the body was complete/,
  },
  {
    what: 'a length shorter than the stream',
    answer: sends(`${SSE}content-length: ${events(delta('a')).length}\r\n\r\n${whole}`),
    becomes: 'truncated',
    says: /neither finish_reason nor/,
  },

  { what: 'another protocol', answer: ends('SSH-2.0-OpenSSH_9.9\r\n'), becomes: 'malformed', says: /not HTTP\/1\.1/ },
  { what: 'TLS where none was asked', answer: ends('\x15\x03\x01\x00\x02\x02\x16'), becomes: 'malformed' },
  {
    what: 'a broken head that names a length',
    answer: sends(`${SSE}content-length: 5\r\nbad header\r\n\r\n`),
    becomes: 'malformed',
  },
  { what: 'bare line feeds', answer: sends(GOOD.replaceAll('\r\n', '\n')), becomes: 'malformed' },
  { what: 'garbage for a chunk size', answer: sends(`${CHUNKED}zz\r\n`), becomes: 'malformed' },
  {
    what: 'garbage between chunks',
    answer: sends(`${CHUNKED}${chunk(events(delta('a')))}garbage\r\n`),
    becomes: 'malformed',
  },
  { what: 'a chunk longer than its size', answer: sends(`${CHUNKED}1\r\n${whole}\r\n`), becomes: 'malformed' },
  { what: 'a chunk size of 30 digits', answer: sends(`${CHUNKED}${'f'.repeat(30)}\r\n`), becomes: 'malformed' },
  {
    what: 'length and chunks at once',
    answer: sends(`${SSE}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n${chunk(whole)}${LAST}`),
    becomes: 'malformed',
  },
  { what: 'a head of 20 kB', answer: sends(`${SSE}x-large: ${'x'.repeat(20_000)}\r\n\r\n`), becomes: 'malformed' },
  { what: 'a header that never ends', answer: sends(`${SSE}x-large: ${'x'.repeat(20_000)}`), becomes: 'malformed' },
  {
    what: 'a switch of protocols',
    answer: sends('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
    becomes: 'malformed',
  },
  {
    what: 'a gzip body',
    answer: sends(`${SSE}content-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\0`),
    becomes: 'malformed',
    says: /content-encoding gzip/,
  },
  {
    what: 'a stream in gzip, chunk by chunk',
    answer: (socket) => {
      socket.write(`${SSE}content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n`);
      socket.write(httpChunk(gzipSync(whole)));
      socket.write(LAST);
    },
    becomes: 'malformed',
    says: /content-encoding gzip/,
  },
  {
    what: 'a coding that nobody knows',
    answer: sends(GOOD.replace('\r\n', '\r\ncontent-encoding: x\r\n')),
    becomes: 'malformed',
  },
  {
    what: 'identity, said',
    answer: sends(GOOD.replace('\r\n', '\r\ncontent-encoding: identity\r\n')),
    becomes: 'completed',
  },
  {
    what: 'an HTML page',
    answer: sends('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>'),
    becomes: 'malformed',
    says: /text\/html/,
  },
  {
    what: 'an event of 9 MB',
    answer: sends(`${SSE}content-length: 9000006\r\n\r\ndata: ${'x'.repeat(9_000_000)}`),
    becomes: 'malformed',
    says: /an event of more than/,
  },
  { what: 'an event of 1 MB, in its place', answer: sends(LARGE), becomes: 'completed' },
  { what: 'a body that stays open behind [DONE]', answer: sends(`${CHUNKED}${chunk(whole)}`), becomes: 'completed' },
  {
    what: 'a 204',
    answer: sends('HTTP/1.1 204 No Content\r\n\r\n'),
    becomes: 'truncated',
    says: /before its first event/,
  },

  {
    what: 'a 404',
    answer: sends('HTTP/1.1 404 Not Found\r\ncontent-length: 21\r\n\r\n{"detail":"Not Found"}'),
    becomes: 'http',
    says: /HTTP 404/,
  },
  {
    what: 'a 429',
    answer: sends('HTTP/1.1 429 Slow\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n'),
    becomes: 'http',
    says: /HTTP 429/,
  },
  {
    what: 'a 429 that says why',
    answer: sends(
      'HTTP/1.1 429 Slow\r\nretry-after: 20\r\ncontent-type: application/json\r\ncontent-length: 39\r\n\r\n{"error":{"message":"no","code":"rpm"}}',
    ),
    becomes: 'http',
    says: /^HTTP 429: no/,
  },
  {
    what: 'a 308 to a server that is not there',
    answer: sends('HTTP/1.1 308 There\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n'),
    becomes: 'http',
    says: /HTTP 308/,
  },
  {
    what: 'a redirect',
    answer: sends('HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n'),
    becomes: 'http',
    says: /HTTP 302/,
  },
  {
    what: 'an HTML error page that is cut',
    answer: ends('HTTP/1.1 502 Bad\r\ncontent-type: text/html\r\ncontent-length: 99\r\n\r\n<html>Bad'),
    becomes: 'http',
    says: /HTTP 502/,
  },
  {
    what: 'a 500 that is reset',
    answer: resets('HTTP/1.1 500 Oops\r\ncontent-length: 99\r\n\r\noops'),
    becomes: 'http',
    says: /HTTP 500/,
  },
  {
    what: 'a 500 in gzip',
    answer: sends('HTTP/1.1 500 Oops\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x8b'),
    becomes: 'http',
  },
  { what: 'a 304', answer: sends('HTTP/1.1 304 Not Modified\r\n\r\n'), becomes: 'http' },

  { what: 'silence', answer: () => {}, becomes: 'timeout', phase: 'first-token' },
  { what: 'silence inside the status line', answer: sends('HTTP/1.1 20'), becomes: 'timeout', phase: 'first-token' },
  { what: 'silence behind the head', answer: sends(CHUNKED), becomes: 'timeout', phase: 'first-token' },
  {
    what: 'silence behind the role',
    answer: sends(`${CHUNKED}${chunk(events(delta('')))}`),
    becomes: 'timeout',
    phase: 'first-token',
  },
  {
    what: 'silence in the middle',
    answer: sends(`${CHUNKED}${chunk(events(delta('a')))}`),
    becomes: 'timeout',
    phase: 'idle',
  },
  {
    what: 'silence inside a chunk',
    answer: sends(`${CHUNKED}${chunk(events(delta('a')))}ff\r\ndata`),
    becomes: 'timeout',
    phase: 'idle',
  },
];

function byteByByte(text: string): (socket: Socket) => void {
  return (socket) => {
    let at = 0;
    const next = () => {
      if (at < text.length && !socket.destroyed) socket.write(text[at++]!, () => setImmediate(next));
    };
    next();
  };
}
