import { Literal } from './literal.ts';
import type { CountKey } from './plain-chunk.ts';
import { SeenStart } from './seen-start.ts';

/** What may stand in a hole of a template: a name or number that nobody reads, the text, or a count. */
export type Hole = 'name' | 'number' | 'text' | CountKey;

const QUOTE = 34;
const BACKSLASH = 92;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
/** Bytes of a JSON string that stand for themselves. */
const isOrdinary = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 32 || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
/** More digits than any count has, and fewer than an exact number. */
const MOST_DIGITS = 15;

/**
 * An event with its text, its counts and its names cut out. An event that is the same but for these means the same, as
 * surely as if its JSON had been parsed; it is recognised by comparing bytes.
 */
export class EventTemplate {
  readonly #literals: readonly Literal[];
  readonly #holes: readonly Hole[];
  /** Holes in front of the text that nobody reads: within a stream they are filled with the same names. */
  readonly #unread: number;
  readonly #start = new SeenStart();
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Of the event matched last; -1 where it has none. */
  promptTokens = -1;
  completionTokens = -1;

  constructor(literals: readonly Uint8Array[], holes: readonly Hole[]) {
    this.#literals = literals.map((bytes) => new Literal(bytes));
    this.#holes = holes;
    this.#unread = holes.findIndex((hole) => hole !== 'name' && hole !== 'number');
  }

  /** Position behind the event that stands at `from`, or -1 where it is another or not all there. */
  match(bytes: Uint8Array, from: number, to: number): number {
    // Most reads come in the same buffer.
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
    this.promptTokens = -1;
    this.completionTokens = -1;
    let at = from;
    let hole = 0;
    const { length } = this.#start;
    const isSeen = length > 0 && length < to - from && this.#start.isAt(this.#view, bytes.byteOffset + from);
    if (isSeen) {
      at += length;
      hole = this.#unread;
    }
    for (; hole < this.#holes.length; hole++) {
      if (!isSeen || hole !== this.#unread) {
        const literal = this.#literals[hole]!;
        if (to - at < literal.length || !literal.isAt(this.#view, bytes.byteOffset + at)) return -1;
        at += literal.length;
        if (hole === this.#unread) this.#start.take(this.#view, bytes.byteOffset + from, at - from);
      }
      const end = this.#endOfHole(this.#holes[hole]!, bytes, at, to);
      if (end < 0) return -1;
      at = end;
    }
    const last = this.#literals.at(-1)!;
    return to - at >= last.length && last.isAt(this.#view, bytes.byteOffset + at) ? at + last.length : -1;
  }

  #endOfHole(hole: Hole, bytes: Uint8Array, from: number, to: number): number {
    if (hole !== 'name' && hole !== 'text') return this.#readNumber(bytes, from, to, hole);
    const end = endOfString(bytes, from, to);
    // An empty text is no token.
    return hole === 'text' && end === from ? -1 : end;
  }

  #readNumber(bytes: Uint8Array, from: number, to: number, hole: Hole): number {
    let value = 0;
    let at = from;
    for (; at < to && bytes[at]! >= DIGIT_0 && bytes[at]! <= DIGIT_9; at++) value = value * 10 + bytes[at]! - DIGIT_0;
    const digits = at - from;
    // JSON has no zeros in front.
    if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && bytes[from] === DIGIT_0)) return -1;
    if (hole === 'prompt_tokens') this.promptTokens = value;
    else if (hole === 'completion_tokens') this.completionTokens = value;
    return at;
  }
}

/** Position of the quote that ends a JSON string, or -1 where something stands in it that is left to a parser. */
function endOfString(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (isOrdinary[byte] === 1) continue;
    if (byte === QUOTE) return at;
    if (byte !== BACKSLASH) return -1;
    at = endOfEscape(bytes, at + 1, to);
    if (at < 0) return -1;
  }
  return -1;
}

/** Position of the last byte of an escape whose letter is at `at`, or -1 where it is none or not all there. */
function endOfEscape(bytes: Uint8Array, at: number, to: number): number {
  const letter = at < to ? String.fromCharCode(bytes[at]!) : '';
  if (letter === '') return -1;
  if ('"\\/bfnrt'.includes(letter)) return at;
  if (letter !== 'u' || to - at < 5) return -1;
  for (let i = at + 1; i <= at + 4; i++) if (!/[0-9a-fA-F]/.test(String.fromCharCode(bytes[i]!))) return -1;
  return at + 4;
}
