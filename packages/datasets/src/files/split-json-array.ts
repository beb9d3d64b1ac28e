import { usageError } from '@sagellm/bench-protocol';
import { createElementParts, type Splitter } from './element-parts.ts';

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Cuts a JSON list into its values while it is read, without parsing them: only strings and brackets are followed. The
 * cuts are at ASCII characters, so a value's bytes are whole characters.
 */
export function createArraySplitter(where: string): Splitter {
  const parts = createElementParts(where);
  let state: 'before' | 'inside' | 'after' = 'before';
  /** Brackets that are open, as the ones that will close them. */
  const due: number[] = [];
  let inString = false;
  /** Bytes of the next chunk that an escape in this one reaches into. */
  let skip = 0;
  /** Of the chunk, and of the value, in the file. */
  let chunkStart = 0;
  let valueStart = 0;
  let count = 0;

  const place = () => `item ${count + 1}`;

  function* push(chunk: Buffer) {
    const { length } = chunk;
    let at = Math.min(skip, length);
    let start = 0;
    skip -= at;
    while (at < length) {
      const byte = chunk[at]!;
      if (inString) {
        at = stringEnd(chunk, at);
        inString = at < 0;
        if (inString) at = ~at;
        skip = Math.max(0, at - length);
        continue;
      }
      at++;
      if (state === 'before') {
        if (isSpace(byte)) continue;
        if (byte !== OPEN_LIST) throw broken('is not a JSON list', chunkStart + at - 1);
        state = 'inside';
        start = at;
        valueStart = chunkStart + at;
      } else if (state === 'after') {
        if (!isSpace(byte)) throw broken('has more behind the end of its list', chunkStart + at - 1);
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_LIST) due.push(CLOSE_LIST);
      else if (byte === OPEN_OBJECT) due.push(CLOSE_OBJECT);
      else if (due.length > 0 ? byte === CLOSE_LIST || byte === CLOSE_OBJECT : byte === CLOSE_OBJECT) {
        if (due.pop() !== byte) throw broken(`has a "${String.fromCharCode(byte)}" too many`, chunkStart + at - 1);
      } else if (due.length === 0 && (byte === COMMA || byte === CLOSE_LIST)) {
        const bytes = parts.finish(chunk.subarray(start, at - 1), place());
        const last = byte === CLOSE_LIST;
        const blank = bytes.every(isSpace);
        if (blank && !(last && count === 0)) throw broken('misses a value', chunkStart + at - 1);
        if (!blank) {
          yield { bytes, offset: valueStart, place: place() };
          count++;
        }
        start = at;
        valueStart = chunkStart + at;
        if (last) state = 'after';
      }
    }
    if (state === 'inside') parts.keep(chunk.subarray(start), place());
    chunkStart += length;
  }

  const end = (): [] => {
    if (state === 'before') throw usageError(`${where}: is empty`, 'name a file with prompts in it');
    if (state === 'after') return [];
    throw broken(`is cut short: it ends at byte ${chunkStart} inside ${place()}, which begins`, valueStart);
  };

  const broken = (problem: string, byte: number) =>
    usageError(`${where}: ${problem} at byte ${byte}`, 'mend the file; a list of JSON objects is expected');

  return { push, end };
}

/** Behind the closing quote; where the chunk ends before it, the place reached, inverted (`~`). */
function stringEnd(chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length) {
    const byte = chunk[at]!;
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return ~at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
