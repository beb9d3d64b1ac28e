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
        this.#step(bytes[position++]!);
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

  #step(byte: number): void {
    switch (this.#at) {
      case At.firstDigit:
        if (hexValue[byte] === 255) return this.#fail('no chunk size');
        this.#left = hexValue[byte]!;
        this.#line = 1;
        this.#at = At.size;
        return;
      case At.size:
        return this.#readSize(byte);
      case At.sizeFeed:
        if (byte !== LF) return this.#fail('a chunk size that ends without LF');
        this.#at = this.#left === 0 ? At.trailer : At.data;
        return;
      case At.dataEnd:
        if (byte !== CR) return this.#fail('chunk data longer than its size');
        this.#at = At.dataFeed;
        return;
      case At.dataFeed:
        if (byte !== LF) return this.#fail('chunk data longer than its size');
        this.#at = At.firstDigit;
        return;
      default:
        return this.#readExtension(byte);
    }
  }

  #readSize(byte: number): void {
    const digit = hexValue[byte]!;
    if (digit !== 255) {
      if (this.#left > LARGEST_BEFORE_DIGIT) return this.#fail('a chunk size that is too large');
      this.#left = this.#left * 16 + digit;
      this.#lengthen();
    } else if (byte === CR) this.#at = At.sizeFeed;
    else if (byte === SEMICOLON) this.#at = At.extensionStart;
    else this.#fail('a chunk size that is no hexadecimal number');
  }

  /** Extensions mean nothing to us, but a server that writes them wrongly is not understood. */
  #readExtension(byte: number): void {
    this.#lengthen();
    switch (this.#at) {
      case At.extensionStart:
        if (isTokenByte[byte] === 1 || byte === SEMICOLON || byte === EQUALS) {
          this.#at = At.extensionName;
          return this.#readExtensionName(byte);
        }
        break;
      case At.extensionName:
        return this.#readExtensionName(byte);
      case At.extensionValue:
        if (isTokenByte[byte] === 1) return;
        if (byte === QUOTE) this.#at = At.quoted;
        else this.#endExtension(byte);
        return;
      case At.quoted:
        if (isQuotedByte[byte] === 1) return;
        if (byte === QUOTE) this.#at = At.afterQuoted;
        else if (byte === BACKSLASH) this.#at = At.quotedPair;
        else break;
        return;
      case At.quotedPair:
        if (isValueByte[byte] === 0) break;
        this.#at = At.quoted;
        return;
      case At.afterQuoted:
        return this.#endExtension(byte);
    }
    this.#fail('a chunk extension that is none');
  }

  #readExtensionName(byte: number): void {
    if (isTokenByte[byte] === 1) return;
    if (byte === EQUALS) this.#at = At.extensionValue;
    else this.#endExtension(byte);
  }

  #endExtension(byte: number): void {
    if (byte === SEMICOLON) this.#at = At.extensionStart;
    else if (byte === CR) this.#at = At.sizeFeed;
    else this.#fail('a chunk extension that is none');
  }

  #lengthen(): void {
    if (++this.#line > this.#limits.chunkLineBytes) this.#fail('a chunk size of too many characters');
  }

  #fail(problem: string): void {
    this.#at = At.broken;
    this.problem ??= problem;
  }
}
