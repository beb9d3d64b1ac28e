import { usageError } from '@sagellm/bench-protocol';
import { ELEMENT_LIMIT, type FileElement, SIZE_REMEDY } from './file-element.ts';

/** Takes pieces of the file in order and gives the values that end in them. */
export type Splitter = {
  push(chunk: Buffer): Iterable<FileElement>;
  /** The file is over. */
  end(): Iterable<FileElement>;
};

/** Collects the pieces of one value that stands in several chunks, up to the limit. */
export function createElementParts(where: string) {
  let parts: Buffer[] = [];
  let length = 0;
  const check = (place: string, added: number) => {
    if (length + added <= ELEMENT_LIMIT) return;
    throw usageError(`${where}: ${place} is larger than ${ELEMENT_LIMIT / 2 ** 20} MiB`, SIZE_REMEDY);
  };
  return {
    /** The chunk is used again, so its bytes are copied. */
    keep(piece: Buffer, place: string): void {
      check(place, piece.length);
      if (piece.length === 0) return;
      parts.push(Buffer.from(piece));
      length += piece.length;
    },
    /** All of the value; what follows begins anew. */
    finish(piece: Buffer, place: string): Buffer {
      check(place, piece.length);
      const whole = parts.length === 0 ? piece : Buffer.concat([...parts, piece]);
      parts = [];
      length = 0;
      return whole;
    },
  };
}
