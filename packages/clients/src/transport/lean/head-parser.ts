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
  emptyFeed: 16,
  afterEmpty: 17,
  afterValue: 18,
  lastFeed: 19,
  complete: 20,
  broken: 21,
} as const;

const PROTOCOL = 'HTTP/';
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
    while (position < to) {
      if (this.#at === At.name) position = this.#readName(bytes, position, to);
      else if (this.#at === At.value) position = this.#readValue(bytes, position, to);
      else this.#step(bytes[position++]!);
      if (this.#at >= At.complete) break;
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

  #step(byte: number): void {
    switch (this.#at) {
      case At.start:
        if (byte === CR || byte === LF) return;
        if (this.#closed) return this.#fail('data behind a response that said it was the last');
        this.#at = At.protocol;
        return this.#readProtocol(byte);
      case At.protocol:
        return this.#readProtocol(byte);
      case At.major:
        if (!isDigit(byte)) return this.#fail('no version in the status line');
        this.major = byte - DIGIT_0;
        this.#at = At.dot;
        return;
      case At.dot:
        if (byte !== 46) return this.#fail('no version in the status line');
        this.#at = At.minor;
        return;
      case At.minor:
        if (!isDigit(byte)) return this.#fail('no version in the status line');
        this.minor = byte - DIGIT_0;
        this.#at = At.space;
        return;
      case At.space:
        if (!isVersion(this.major, this.minor)) return this.#fail(`HTTP/${this.major}.${this.minor} is no version`);
        if (byte !== SPACE) return this.#fail('no space behind the version');
        this.#at = At.status;
        return;
      case At.status:
        if (!isDigit(byte)) return this.#fail('no status code of three digits');
        this.status = this.status * 10 + byte - DIGIT_0;
        if (++this.#digits === 3) this.#at = At.afterStatus;
        return;
      case At.afterStatus:
        if (byte === SPACE) this.#at = At.reason;
        else if (byte === CR) this.#at = At.lineFeed;
        else this.#fail('no status code of three digits');
        return;
      case At.reason:
        if (byte === CR) this.#at = At.lineFeed;
        else if (byte === LF) this.#fail('a status line that ends without CR');
        else if (++this.#line > this.#limits.headerBytes) this.#fail('a status line without end');
        return;
      case At.lineFeed:
        if (byte !== LF && byte !== CR) return this.#fail('a status line that ends without LF');
        if (this.status < 100) return this.#fail(`status ${this.status}`);
        this.#at = At.firstField;
        return;
      case At.firstField:
        if (byte === SPACE) return this.#fail('a space in front of a header');
        this.#at = At.field;
        return this.#beginField(byte);
      case At.field:
        return this.#beginField(byte);
      case At.beforeValue:
        if (byte === SPACE || byte === TAB) return;
        if (byte === CR) {
          this.#at = At.emptyFeed;
          return;
        }
        if (byte === LF) return this.#fail('a header that ends without CR');
        this.#at = At.value;
        return this.#beginValue(byte);
      case At.valueFeed:
        if (byte !== LF) return this.#fail('a header that ends without LF');
        this.#at = At.afterValue;
        return;
      case At.emptyFeed:
        if (byte !== LF) return this.#fail('a header that ends without LF');
        this.#at = At.afterEmpty;
        return;
      case At.afterEmpty:
      case At.afterValue:
        if (byte === SPACE || byte === TAB) return this.#fail('a header folded over two lines');
        this.#endField();
        if (this.#at === At.field) this.#beginField(byte);
        return;
      case At.lastFeed:
        if (byte !== LF) return this.#fail('a head that ends without LF');
        this.#at = At.complete;
        return;
    }
  }

  #readProtocol(byte: number): void {
    if (byte !== PROTOCOL.charCodeAt(this.#line)) return this.#fail('no HTTP status line');
    if (++this.#line === PROTOCOL.length) {
      this.#at = At.major;
      this.#line = 0;
    }
  }

  #beginField(byte: number): void {
    if (byte === CR) this.#at = At.lastFeed;
    else if (isTokenByte[byte] === 0) this.#fail('a character that no header name has');
    else {
      this.#at = At.name;
      this.#nameText = String.fromCharCode(byte);
      this.#count(1);
    }
  }

  #readName(bytes: Uint8Array, from: number, to: number): number {
    let end = from;
    while (end < to && isTokenByte[bytes[end]!] === 1) end++;
    this.#nameText += latin1(bytes, from, end);
    this.#count(end - from);
    if (end === to || this.#at === At.broken) return end;
    if (bytes[end] !== COLON) this.#fail('a character that no header name has');
    else {
      this.#at = At.beforeValue;
      this.#valueText = '';
      this.#nameText = this.#nameText.toLowerCase();
      this.#check(this.fields.problemOfName(this.#nameText));
    }
    return end + 1;
  }

  #beginValue(byte: number): void {
    if (isValueByte[byte] === 0) return this.#fail('a character that no header value has');
    this.#valueText = String.fromCharCode(byte);
    this.#count(1);
    this.#check(this.fields.problemOfValue(this.#nameText, this.#valueText));
  }

  #readValue(bytes: Uint8Array, from: number, to: number): number {
    let end = from;
    while (end < to && isValueByte[bytes[end]!] === 1) end++;
    this.#valueText += latin1(bytes, from, end);
    this.#count(end - from);
    if (this.#at !== At.broken) this.#check(this.fields.problemOfValue(this.#nameText, this.#valueText));
    if (end === to || this.#at === At.broken) return end;
    if (bytes[end] === CR) this.#at = At.valueFeed;
    else this.#fail(bytes[end] === LF ? 'a header that ends without CR' : 'a character that no header value has');
    return end + 1;
  }

  #endField(): void {
    this.#at = At.field;
    this.#check(this.fields.add(this.#nameText, this.#valueText));
  }

  #count(bytes: number): void {
    this.#check(this.fields.count(bytes));
  }

  #check(problem: string | undefined): void {
    if (problem !== undefined) this.#fail(problem);
  }

  #fail(problem: string): void {
    this.#at = At.broken;
    this.problem ??= problem;
  }
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_9;
}

function isVersion(major: number, minor: number): boolean {
  return (major === 1 && minor <= 1) || (major === 0 && minor === 9) || (major === 2 && minor === 0);
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return from === to ? '' : (bytes as Buffer).latin1Slice(from, to);
}
