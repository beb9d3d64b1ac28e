import { createElementParts, type Splitter } from './element-parts.ts';
import type { FileElement } from './file-element.ts';

const NEWLINE = 0x0a;

/** Cuts a file into its lines while it is read; blank ones are counted but not given. */
export function createLineSplitter(where: string): Splitter {
  const parts = createElementParts(where);
  let chunkStart = 0;
  let lineStart = 0;
  let count = 0;

  const place = () => `line ${count + 1}`;

  function* line(piece: Buffer, next: number): Iterable<FileElement> {
    const bytes = parts.finish(piece, place());
    if (!isBlank(bytes)) yield { bytes, offset: lineStart, place: place() };
    count++;
    lineStart = next;
  }

  return {
    *push(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
        yield* line(chunk.subarray(start, at), chunkStart + at + 1);
        start = at + 1;
      }
      parts.keep(chunk.subarray(start), place());
      chunkStart += chunk.length;
    },
    *end() {
      yield* line(Buffer.alloc(0), chunkStart);
    },
  };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
