import { COLON, CR, isTokenByte, isValueByte, LF, SPACE, TAB } from './characters.ts';
import { HeaderFields } from './header-fields.ts';
import type { ResponseLimits } from './response-limits.ts';

/** Where in a head the next byte stands. */
const At = {
  start: 0,
  protocol: 1,
  major: 2,
  dot: 3,
  minor: 4,
  space: 5,
  status: 6,
  afterStatus: 7,
  reason: 8,
  lineFeed: 9,
  firstField: 10,
  field: 11,
  name: 12,
  beforeValue: 13,
  value: 14,
  valueFeed: 15,
  afterValue: 16,
  lastFeed: 17,
  complete: 18,
  broken: 19,
} as const;

const PROTOCOL = 'HTTP/';
const DOT = 46;
const DIGIT_0 = 48;
const DIGIT_9 = 57;

/**
 * Status line and header fields, fed in pieces of any size, as strict as llhttp is for undici: lines end with CR LF,
 * no folded values, no space before a colon, and nothing that could be read in two ways. Where llhttp forgives (empty
 * lines in front, CR CR behind the status line, any byte in the reason) this does too.
 */
export class HeadParser {
  readonly fields: HeaderFields;
  readonly #limits: ResponseLimits;
  #at: number = At.start;
  #digits = 0;
  #line = 0;
  #nameText = '';
  #valueText = '';
  #closed = false;
  major = 0;
  minor = 0;
  status = 0;
  /** What is wrong with it. */
  problem: string | undefined = undefined;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
    this.fields = new HeaderFields(limits);
  }

  get isComplete(): boolean {
    return this.#at === At.complete;
  }

  /** `closed`: the head before this one announced that nothing more would come. */
  begin(closed: boolean): void {
    this.#at = At.start;
    this.#closed = closed;
    this.#restart();
    this.fields.reset();
  }

  /** The fields behind a chunked body are written like those of a head. */
  beginTrailer(): void {
    this.#at = At.field;
    this.#restart();
    this.fields.beginTrailer();
  }

  /** Takes bytes until the head is complete or broken; returns the position behind the last one taken. */
  feed(bytes: Uint8Array, from: number, to: number): number {
    let position = from;
    while (position < to && this.#at < At.complete) {
      if (this.#at === At.name) position = this.#readName(bytes, position, to);
      else if (this.#at === At.value) position = this.#readValue(bytes, position, to);
      else this.#at = this.#step(bytes[position++]!);
    }
    return position;
  }

  #restart(): void {
    this.#digits = 0;
    this.#line = 0;
    this.#nameText = '';
    this.#valueText = '';
    this.status = 0;
    this.problem = undefined;
  }

  /** Where the byte behind this one stands. */
  #step(byte: number): number {
    switch (this.#at) {
      case At.start:
        if (byte === CR || byte === LF) return At.start;
        if (this.#closed) return this.#broken('data behind a response that said it was the last');
        return this.#readProtocol(byte);
      case At.protocol:
        return this.#readProtocol(byte);
      case At.major:
        if (!isDigit(byte)) return this.#broken('no version in the status line');
        this.major = byte - DIGIT_0;
        return At.dot;
      case At.dot:
        return byte === DOT ? At.minor : this.#broken('no version in the status line');
      case At.minor:
        if (!isDigit(byte)) return this.#broken('no version in the status line');
        this.minor = byte - DIGIT_0;
        if (!isVersion(this.major, this.minor)) return this.#broken(`HTTP/${this.major}.${this.minor} is no version`);
        return At.space;
      case At.space:
        return byte === SPACE ? At.status : this.#broken('no space behind the version');
      case At.status:
        if (!isDigit(byte)) return this.#broken('no status code of three digits');
        this.status = this.status * 10 + byte - DIGIT_0;
        return ++this.#digits < 3 ? At.status : At.afterStatus;
      case At.afterStatus:
        if (byte === SPACE) return At.reason;
        return byte === CR ? At.lineFeed : this.#broken('no status code of three digits');
      case At.reason:
        if (byte === CR) return At.lineFeed;
        if (byte === LF) return this.#broken('a status line that ends without CR');
        return ++this.#line > this.#limits.headerBytes ? this.#broken('a status line without end') : At.reason;
      case At.lineFeed:
        if (byte !== LF && byte !== CR) return this.#broken('a status line that ends without LF');
        return this.status < 100 ? this.#broken(`status ${this.status}`) : At.firstField;
      case At.firstField:
        return byte === SPACE ? this.#broken('a space in front of a header') : this.#beginField(byte);
      case At.field:
        return this.#beginField(byte);
      case At.beforeValue:
        if (byte === SPACE || byte === TAB) return At.beforeValue;
        if (byte === CR) return At.valueFeed;
        return byte === LF ? this.#broken('a header that ends without CR') : this.#beginValue(byte);
      case At.valueFeed:
        return byte === LF ? At.afterValue : this.#broken('a header that ends without LF');
      case At.afterValue:
        if (byte === SPACE || byte === TAB) return this.#broken('a header folded over two lines');
        return this.#endField() ? this.#beginField(byte) : At.broken;
      default:
        return byte === LF ? At.complete : this.#broken('a head that ends without LF');
    }
  }

  #readProtocol(byte: number): number {
    if (byte !== PROTOCOL.charCodeAt(this.#line)) return this.#broken('no HTTP status line');
    if (++this.#line < PROTOCOL.length) return At.protocol;
    this.#line = 0;
    return At.major;
  }

  #endField(): boolean {
    this.problem = this.fields.add(this.#nameText, this.#valueText);
    return this.problem === undefined;
  }

  #beginField(byte: number): number {
    if (byte === CR) return At.lastFeed;
    if (isTokenByte[byte] === 0) return this.#broken('a character that no header name has');
    this.#nameText = String.fromCharCode(byte);
    this.#valueText = '';
    return this.#unless(this.fields.count(1), At.name);
  }

  #beginValue(byte: number): number {
    if (isValueByte[byte] === 0) return this.#broken('a character that no header value has');
    this.#valueText = String.fromCharCode(byte);
    return this.#unless(this.fields.count(1) ?? this.fields.problemOfValue(this.#nameText, this.#valueText), At.value);
  }

  #readName(bytes: Uint8Array, from: number, to: number): number {
    let end = from;
    while (end < to && isTokenByte[bytes[end]!] === 1) end++;
    this.#nameText += latin1(bytes, from, end);
    this.#at = this.#unless(this.fields.count(end - from), At.name);
    if (end === to || this.#at === At.broken) return end;
    if (bytes[end] === COLON) {
      this.#nameText = this.#nameText.toLowerCase();
      this.#at = this.#unless(this.fields.problemOfName(this.#nameText), At.beforeValue);
    } else this.#at = this.#broken('a character that no header name has');
    return end + 1;
  }

  #readValue(bytes: Uint8Array, from: number, to: number): number {
    let end = from;
    while (end < to && isValueByte[bytes[end]!] === 1) end++;
    this.#valueText += latin1(bytes, from, end);
    const problem = this.fields.count(end - from) ?? this.fields.problemOfValue(this.#nameText, this.#valueText);
    this.#at = this.#unless(problem, At.value);
    if (end === to || this.#at === At.broken) return end;
    if (bytes[end] === CR) this.#at = At.valueFeed;
    else {
      const isLine = bytes[end] === LF;
      this.#at = this.#broken(isLine ? 'a header that ends without CR' : 'a character that no header value has');
    }
    return end + 1;
  }

  #unless(problem: string | undefined, next: number): number {
    return problem === undefined ? next : this.#broken(problem);
  }

  #broken(problem: string): number {
    this.problem = problem;
    return At.broken;
  }
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_9;
}

function isVersion(major: number, minor: number): boolean {
  return (major === 1 && minor <= 1) || (major === 0 && minor === 9) || (major === 2 && minor === 0);
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return from === to ? '' : (bytes as Buffer).toString('latin1', from, to);
}
