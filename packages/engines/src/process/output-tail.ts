import type { Readable } from 'node:stream';

const MAX_CHARACTERS = 4000;

/** Reads all that comes, so that the writer never waits, and remembers the end of it. */
export function outputTail(stream: Readable): () => string {
  let tail = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    tail = (tail + piece).slice(-MAX_CHARACTERS);
  });
  stream.on('error', () => {});
  return () => tail.trim();
}
