import { CR, hexValue, isQuotedByte, isTokenByte, isValueByte, LF } from './characters.ts';
import type { ResponseLimits } from './response-limits.ts';

const At = {
  firstDigit: 0,
  size: 1,
  extensionStart: 2,
  extensionName: 3,
  extensionValue: 4,
  quoted: 5,
  quotedPair: 6,
  afterQuoted: 7,
  sizeFeed: 8,
  data: 9,
  dataEnd: 10,
  dataFeed: 11,
  trailer: 12,
  broken: 13,
} as const;

const SEMICOLON = 59;
const EQUALS = 61;
const QUOTE = 34;
const BACKSLASH = 92;
/** No more digits fit into an exact number. */
const LARGEST_BEFORE_DIGIT = Math.floor(Number.MAX_SAFE_INTEGER / 16) - 1;

/**
 * The chunks of a body, fed in pieces of any size. The data of all chunks in one piece is moved together inside the
 * piece itself, so that whoever reads it gets one stretch of bytes per socket read.
 */
export class ChunkedBody {
  readonly #limits: ResponseLimits;
  #at: number = At.firstDigit;
  #left = 0;
  #line = 0;
  /** The data of what was fed last: from, to. Empty where they are equal. */
  dataFrom = 0;
  dataTo = 0;
  problem: string | undefined = undefined;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
  }

  begin(): void {
    this.#at = At.firstDigit;
    this.#left = 0;
    this.#line = 0;
    this.problem = undefined;
  }

  /** The last chunk has come; header fields follow. */
  get isComplete(): boolean {
    return this.#at === At.trailer;
  }

  /** Takes bytes until the last chunk or a broken one; returns the position behind the last one taken. */
  feed(bytes: Uint8Array, from: number, to: number): number {
    let position = from;
    this.dataFrom = from;
    this.dataTo = from;
    while (position < to) {
      if (this.#at === At.data) {
        const length = Math.min(this.#left, to - position);
        this.#gather(bytes, position, length);
        position += length;
        this.#left -= length;
        if (this.#left > 0) break;
        this.#at = At.dataEnd;
      } else {
        this.#at = this.#step(bytes[position++]!);
        if (this.#at >= At.trailer) break;
      }
    }
    return position;
  }

  #gather(bytes: Uint8Array, position: number, length: number): void {
    if (this.dataFrom === this.dataTo) {
      this.dataFrom = position;
      this.dataTo = position + length;
    } else {
      bytes.copyWithin(this.dataTo, position, position + length);
      this.dataTo += length;
    }
  }

  /** Where the byte behind this one stands. */
  #step(byte: number): number {
    switch (this.#at) {
      case At.firstDigit:
        if (hexValue[byte] === 255) return this.#broken('no chunk size');
        this.#left = hexValue[byte]!;
        this.#line = 1;
        return At.size;
      case At.size:
        return this.#readSize(byte);
      case At.sizeFeed:
        if (byte !== LF) return this.#broken('a chunk size that ends without LF');
        return this.#left === 0 ? At.trailer : At.data;
      case At.dataEnd:
        return byte === CR ? At.dataFeed : this.#broken('chunk data longer than its size');
      case At.dataFeed:
        return byte === LF ? At.firstDigit : this.#broken('chunk data longer than its size');
      default:
        return this.#isTooLong() ? At.broken : this.#readExtension(byte);
    }
  }

  #readSize(byte: number): number {
    const digit = hexValue[byte]!;
    if (digit !== 255) {
      if (this.#left > LARGEST_BEFORE_DIGIT) return this.#broken('a chunk size that is too large');
      this.#left = this.#left * 16 + digit;
      return this.#isTooLong() ? At.broken : At.size;
    }
    if (byte === CR) return At.sizeFeed;
    return byte === SEMICOLON ? At.extensionStart : this.#broken('a chunk size that is no hexadecimal number');
  }

  /** Extensions mean nothing to us, but a server that writes them wrongly is not understood. */
  #readExtension(byte: number): number {
    switch (this.#at) {
      case At.extensionStart:
        // Nothing may be empty but a name.
        if (isTokenByte[byte] === 0 && byte !== SEMICOLON && byte !== EQUALS) break;
        return this.#readExtensionName(byte);
      case At.extensionName:
        return this.#readExtensionName(byte);
      case At.extensionValue:
        if (isTokenByte[byte] === 1) return At.extensionValue;
        return byte === QUOTE ? At.quoted : this.#endExtension(byte);
      case At.quoted:
        if (isQuotedByte[byte] === 1) return At.quoted;
        if (byte === BACKSLASH) return At.quotedPair;
        if (byte === QUOTE) return At.afterQuoted;
        break;
      case At.quotedPair:
        if (isValueByte[byte] === 1) return At.quoted;
        break;
      case At.afterQuoted:
        return this.#endExtension(byte);
    }
    return this.#broken('a chunk extension that is none');
  }

  #readExtensionName(byte: number): number {
    if (isTokenByte[byte] === 1) return At.extensionName;
    return byte === EQUALS ? At.extensionValue : this.#endExtension(byte);
  }

  #endExtension(byte: number): number {
    if (byte === SEMICOLON) return At.extensionStart;
    return byte === CR ? At.sizeFeed : this.#broken('a chunk extension that is none');
  }

  #isTooLong(): boolean {
    if (++this.#line <= this.#limits.chunkLineBytes) return false;
    this.#broken('a chunk size of too many characters');
    return true;
  }

  #broken(problem: string): number {
    this.problem = problem;
    return At.broken;
  }
}
