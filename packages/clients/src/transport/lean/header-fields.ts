import type { Framing, ResponseHead } from './response-head.ts';
import { isKept } from './response-head.ts';
import type { ResponseLimits } from './response-limits.ts';

/** What the fields of one head add up to: how its body ends, and whether the connection lives on. */
export class HeaderFields {
  readonly #limits: ResponseLimits;
  #kept: Record<string, string> = {};
  #bytes = 0;
  #count = 0;
  #length: number | undefined = undefined;
  #hasCoding = false;
  #chunked = false;
  #close = false;
  #keepAlive = false;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
  }

  reset(): void {
    // The record is handed out with the head.
    this.#kept = {};
    this.#bytes = 0;
    this.#count = 0;
    this.#length = undefined;
    this.#hasCoding = false;
    this.#chunked = false;
    this.#close = false;
    this.#keepAlive = false;
  }

  beginTrailer(): void {
    this.#kept = {};
    this.#bytes = 0;
    this.#count = 0;
  }

  /** More bytes of names and values; returns what is wrong with that. */
  count(bytes: number): string | undefined {
    this.#bytes += bytes;
    return this.#bytes >= this.#limits.headerBytes ? `headers of ${this.#limits.headerBytes} bytes or more` : undefined;
  }

  /** A body must not say its length in two ways: what is in front of us could then be read in two ways. */
  problemOfName(name: string): string | undefined {
    const isBoth =
      (name === 'transfer-encoding' && this.#length !== undefined) || (name === 'content-length' && this.#hasCoding);
    return isBoth ? 'both content-length and transfer-encoding' : undefined;
  }

  /** `value` is as much as has come. */
  problemOfValue(name: string, value: string): string | undefined {
    if (name !== 'content-length') return undefined;
    if (this.#length !== undefined) return 'two content-lengths';
    if (!/^\d+ *$/.test(value)) return 'a content-length that is no number';
    return Number.isSafeInteger(Number(value)) ? undefined : 'a content-length that is too large';
  }

  add(name: string, value: string): string | undefined {
    if (++this.#count > this.#limits.headerCount) return `more than ${this.#limits.headerCount} headers`;
    if (name === 'content-length') {
      if (value === '') return 'an empty content-length';
      this.#length = Number(value);
    } else if (name === 'transfer-encoding' && value !== '') {
      this.#hasCoding = true;
      this.#chunked = isChunkedLast(value);
    } else if (name === 'connection' || name === 'proxy-connection') this.#readConnection(value);
    if (isKept(name)) this.#keep(name, value);
    return undefined;
  }

  toHead(status: number, isPersistentVersion: boolean): ResponseHead {
    const framing = this.#framing(status);
    const lives = isPersistentVersion ? !this.#close : this.#keepAlive;
    // What such a response must not have may come nevertheless, and would be taken for the next one.
    const isSuspect = (status === 204 || status === 304) && ((this.#length ?? 0) > 0 || this.#hasCoding);
    return {
      status,
      headers: this.#kept,
      framing,
      length: framing === 'length' ? this.#length! : 0,
      reusable: lives && framing !== 'until-close' && !isSuspect,
      keepAliveMs: keepAliveMs(this.#kept['keep-alive']),
    };
  }

  #framing(status: number): Framing {
    if (status < 200 || status === 204 || status === 304) return 'none';
    if (this.#chunked) return 'chunked';
    if (this.#hasCoding || this.#length === undefined) return 'until-close';
    return this.#length === 0 ? 'none' : 'length';
  }

  /** llhttp trims spaces here, not tabs. */
  #readConnection(value: string): void {
    for (const part of value.split(',')) {
      const token = part.replace(/^[ \t]+|[ ]+$/g, '').toLowerCase();
      if (token === 'close') this.#close = true;
      else if (token === 'keep-alive') this.#keepAlive = true;
    }
  }

  #keep(name: string, value: string): void {
    const before = this.#kept[name];
    this.#kept[name] = before === undefined ? value : `${before}, ${value}`;
  }
}

/** Only a chunked coding that stands last ends by itself. */
function isChunkedLast(value: string): boolean {
  return /(?:^|,)[ \t]*chunked *$/i.test(value);
}

function keepAliveMs(value: string | undefined): number | undefined {
  const seconds = value === undefined ? undefined : /timeout=(\d+)/.exec(value)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
