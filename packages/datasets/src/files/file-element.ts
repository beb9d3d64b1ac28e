import { isUtf8 } from 'node:buffer';
import { usageError } from '@sagellm/bench-protocol';
import { invalidUtf8Offset } from './invalid-utf8-offset.ts';
import { describeJsonError } from './json-error.ts';

/** One value of a file. The bytes are valid until the next one is asked for. */
export type FileElement = {
  bytes: Buffer;
  /** Of its first byte in the file. */
  offset: number;
  /** `item 3` of a list, `line 3` of JSON lines; both count from 1. */
  place: string;
};

/** A single value larger than this is refused: one slip of a quote must not fill the memory. */
export const ELEMENT_LIMIT = 16 * 2 ** 20;

export const SIZE_REMEDY = `split it; one value may have ${ELEMENT_LIMIT / 2 ** 20} MiB`;

/**
 * The value of an element.
 *
 * @param where names flag and file in errors
 * @throws BenchmarkError (usage) with the byte where text or JSON is broken.
 */
export function parseElement({ bytes, offset, place }: FileElement, where: string): unknown {
  if (!isUtf8(bytes)) {
    const byte = offset + invalidUtf8Offset(bytes);
    throw usageError(`${where}: ${place} is not UTF-8 (byte ${byte})`, 'save the file as UTF-8');
  }
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { position, reason } = describeJsonError(text, cause);
    const byte = offset + Buffer.byteLength(text.slice(0, position));
    throw usageError(`${where}: ${place} is not JSON at byte ${byte} (${reason})`, 'mend the file', cause);
  }
}
