import { ChunkedBody } from './chunked-body.ts';
import { HeadMemory } from './head-memory.ts';
import { HeadParser } from './head-parser.ts';
import type { ResponseHead } from './response-head.ts';
import type { ResponseLimits } from './response-limits.ts';

/** What `next` came upon. */
export const Step = {
  /** All bytes are read and the response goes on. */
  more: 0,
  /** `head` says what it is. */
  head: 1,
  /** `bodyFrom` to `bodyTo` of the bytes given are data of the body. */
  body: 2,
  /** The response is complete. */
  end: 3,
  /** `problem` says why it is no response. */
  broken: 4,
} as const;

export type Step = (typeof Step)[keyof typeof Step];

const At = { head: 0, length: 1, untilClose: 2, chunks: 3, trailer: 4, done: 5, broken: 6 } as const;

/**
 * Reads one HTTP/1.1 response after another out of the bytes of a connection, however they were cut. `give` it the
 * bytes of a read, then ask for the `next` step until it wants `more`. No callbacks, so whoever asks may stop at any
 * time; nothing is kept of the bytes but half a header, so they only have to last until `more`. They may be changed:
 * the data of several chunks is moved together.
 */
export class ResponseParser {
  readonly #head: HeadParser;
  readonly #chunks: ChunkedBody;
  readonly #memory: HeadMemory;
  #at: number = At.head;
  #left = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #to = 0;
  /** Where the head began, if it began in these bytes. */
  #headFrom = -1;
  #isFresh = true;
  head: ResponseHead | undefined = undefined;
  bodyFrom = 0;
  bodyTo = 0;
  problem: string | undefined = undefined;

  /** Connections that share a memory know each other's heads. */
  constructor(limits: ResponseLimits, memory = new HeadMemory(limits)) {
    this.#head = new HeadParser(limits);
    this.#chunks = new ChunkedBody(limits);
    this.#memory = memory;
  }

  /** Bytes behind the end of a response, or in front of the next. */
  get unread(): number {
    return this.#to - this.#position;
  }

  /** Makes it ready for the next response. */
  begin(): void {
    this.#at = At.head;
    this.#isFresh = true;
    this.#position = 0;
    this.#to = 0;
    this.head = undefined;
    this.problem = undefined;
  }

  give(bytes: Uint8Array, length: number): void {
    this.#bytes = bytes;
    this.#position = 0;
    this.#to = length;
    this.#headFrom = this.#isFresh ? 0 : -1;
  }

  next(): Step {
    switch (this.#at) {
      case At.head:
        return this.#position < this.#to ? this.#readHead() : Step.more;
      case At.length:
        return this.#readLength();
      case At.untilClose:
        return this.#position < this.#to ? this.#readRest() : Step.more;
      case At.chunks:
        return this.#position < this.#to ? this.#readChunks() : Step.more;
      case At.trailer:
        return this.#readTrailer();
      case At.done:
        return Step.end;
      default:
        return Step.broken;
    }
  }

  /** The other side closed: is the response complete by that? */
  finish(): boolean {
    return this.#at === At.untilClose;
  }

  #readHead(): Step {
    if (this.#isFresh) {
      const known = this.#memory.find(this.#bytes, this.#position, this.#to);
      if (known) {
        this.#position += this.#memory.length;
        return this.#beginBody(known);
      }
      this.#head.begin(false);
      this.#isFresh = false;
    }
    for (;;) {
      this.#position = this.#head.feed(this.#bytes, this.#position, this.#to);
      if (this.#head.problem !== undefined) return this.#fail(this.#head.problem);
      if (!this.#head.isComplete) return Step.more;
      const { status, major, minor, fields } = this.#head;
      if (status === 101) return this.#fail('a switch to another protocol (101) that nobody asked for');
      const head = fields.toHead(status, major === 1 && minor === 1);
      if (status >= 200) {
        if (this.#headFrom >= 0) this.#memory.keep(this.#bytes, this.#headFrom, this.#position, head);
        return this.#beginBody(head);
      }
      // 1xx only says that the real answer is to come.
      this.#head.begin(!head.reusable);
      this.#headFrom = -1;
    }
  }

  #beginBody(head: ResponseHead): Step {
    this.head = head;
    this.#isFresh = false;
    if (head.framing === 'none') this.#at = At.done;
    else if (head.framing === 'until-close') this.#at = At.untilClose;
    else if (head.framing === 'length') {
      this.#at = At.length;
      this.#left = head.length;
    } else {
      this.#at = At.chunks;
      this.#chunks.begin();
    }
    return Step.head;
  }

  #readLength(): Step {
    const length = Math.min(this.#left, this.#to - this.#position);
    if (length === 0) return Step.more;
    this.#left -= length;
    if (this.#left === 0) this.#at = At.done;
    return this.#found(this.#position, this.#position + length, this.#position + length);
  }

  #readRest(): Step {
    return this.#found(this.#position, this.#to, this.#to);
  }

  #readChunks(): Step {
    const chunks = this.#chunks;
    const position = chunks.feed(this.#bytes, this.#position, this.#to);
    if (chunks.problem !== undefined) {
      this.#at = At.broken;
      this.problem = chunks.problem;
    } else if (chunks.isComplete) {
      this.#at = At.trailer;
      this.#head.beginTrailer();
    }
    if (chunks.dataTo > chunks.dataFrom) return this.#found(chunks.dataFrom, chunks.dataTo, position);
    this.#position = position;
    return this.next();
  }

  #readTrailer(): Step {
    this.#position = this.#head.feed(this.#bytes, this.#position, this.#to);
    if (this.#head.problem !== undefined) return this.#fail(this.#head.problem);
    if (!this.#head.isComplete) return Step.more;
    this.#at = At.done;
    return Step.end;
  }

  #found(from: number, to: number, position: number): Step {
    this.bodyFrom = from;
    this.bodyTo = to;
    this.#position = position;
    return Step.body;
  }

  #fail(problem: string): Step {
    this.#at = At.broken;
    this.problem = problem;
    return Step.broken;
  }
}
