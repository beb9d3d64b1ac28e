import type { ResponseHead } from './response-head.ts';
import type { ResponseLimits } from './response-limits.ts';

/** Longest head that is worth remembering. */
const LONGEST = 2048;

/**
 * The last head that came, byte by byte. The same bytes mean the same, and a server under load sends the same head for
 * a whole second, until its Date changes: most are known without being parsed.
 */
export class HeadMemory {
  readonly #bytes: Buffer;
  #head: ResponseHead | undefined = undefined;
  length = 0;

  constructor(limits: ResponseLimits) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(LONGEST, limits.headerBytes));
  }

  /** The head that stands at `from`, if it is the one remembered; it is `length` bytes long. */
  find(bytes: Uint8Array, from: number, to: number): ResponseHead | undefined {
    const { length } = this;
    if (length === 0 || to - from < length) return undefined;
    return this.#bytes.compare(bytes, from, from + length, 0, length) === 0 ? this.#head : undefined;
  }

  keep(bytes: Uint8Array, from: number, to: number, head: ResponseHead): void {
    if (to - from > this.#bytes.length) return;
    this.#bytes.set(bytes.subarray(from, to));
    this.#head = head;
    this.length = to - from;
  }
}
