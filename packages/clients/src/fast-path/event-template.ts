import { isObject, parseJson } from '../reading/json-shapes.ts';
import { Literal } from './literal.ts';
import { type CountKey, type PlainChunk, plainChunk } from './plain-chunk.ts';

/** What may stand in a hole of a template: a name or number that nobody reads, the text, or a count. */
type Hole = 'name' | 'number' | 'text' | CountKey;

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
const PREFIX = 'data: ';
const END = '\n\n';

/**
 * An event of plain content with its text, its counts and its names cut out. An event that is the same but for these
 * brings one more text, as surely as if its JSON had been parsed; it is recognised by comparing bytes.
 */
export class EventTemplate {
  readonly #literals: readonly Literal[];
  readonly #holes: readonly Hole[];
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Of the event matched last; -1 where it has none. */
  promptTokens = -1;
  completionTokens = -1;

  constructor(literals: readonly Uint8Array[], holes: readonly Hole[]) {
    this.#literals = literals.map((bytes) => new Literal(bytes));
    this.#holes = holes;
  }

  /** Position behind the event that stands at `from`, or -1 where it is another or not all there. */
  match(bytes: Uint8Array, from: number, to: number): number {
    // Most reads come in the same buffer.
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
    this.promptTokens = -1;
    this.completionTokens = -1;
    let at = from;
    for (let i = 0; i < this.#holes.length; i++) {
      const literal = this.#literals[i]!;
      if (to - at < literal.length || !literal.isAt(this.#view, bytes.byteOffset + at)) return -1;
      at += literal.length;
      const hole = this.#holes[i]!;
      const end =
        hole === 'name' || hole === 'text' ? endOfString(bytes, at, to) : this.#readNumber(bytes, at, to, hole);
      // An empty text is no token.
      if (end < 0 || (hole === 'text' && end === at)) return -1;
      at = end;
    }
    const last = this.#literals.at(-1)!;
    return to - at >= last.length && last.isAt(this.#view, bytes.byteOffset + at) ? at + last.length : -1;
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

/** The template of an event, written `data: JSON` with a blank line behind; undefined where it is not plain content. */
export function learnTemplate(event: string): EventTemplate | undefined {
  if (!event.startsWith(`${PREFIX}{`) || !event.endsWith(`}${END}`)) return undefined;
  const json = event.slice(PREFIX.length, -END.length);
  if (/[\r\n]/.test(json)) return undefined;
  const chunk = parseJson(json);
  const plain = plainChunk(chunk);
  if (!plain || !isObject(chunk)) return undefined;
  const cuts = findHoles(json, chunk, plain);
  if (!cuts || !isProven(json, chunk, plain, cuts)) return undefined;
  const literals = cuts.map((cut, i) => json.slice(i === 0 ? 0 : cuts[i - 1]!.to, cut.from));
  literals[0] = PREFIX + literals[0]!;
  literals.push(json.slice(cuts.at(-1)!.to) + END);
  return new EventTemplate(
    literals.map((literal) => Buffer.from(literal)),
    cuts.map((cut) => cut.hole),
  );
}

type Cut = { hole: Hole; from: number; to: number };

/** Where the values stand, by the first place where their key does; whether that is right is proven afterwards. */
function findHoles(json: string, chunk: Record<string, unknown>, plain: PlainChunk): Cut[] | undefined {
  const cuts = [findString(json, plain.textKey, 'text')];
  if (typeof chunk.id === 'string') cuts.push(findString(json, 'id', 'name'));
  if (Number.isSafeInteger(chunk.created)) cuts.push(findNumber(json, 'created', 'number'));
  for (const key of plain.counts) cuts.push(findNumber(json, key, key));
  const found = cuts.filter((cut) => cut !== undefined).sort((a, b) => a.from - b.from);
  return found.length === cuts.length ? found : undefined;
}

function findString(json: string, key: string, hole: Hole): Cut | undefined {
  const found = new RegExp(`"${key}": ?"((?:[^"\\\\]|\\\\.)*)"`, 'd').exec(json);
  const place = found?.indices?.[1];
  return place && { hole, from: place[0], to: place[1] };
}

function findNumber(json: string, key: string, hole: Hole): Cut | undefined {
  const found = new RegExp(`"${key}": ?(\\d+)`, 'd').exec(json);
  const place = found?.indices?.[1];
  return place && { hole, from: place[0], to: place[1] };
}

/** Other values in the holes must change these values of the chunk, and nothing else. */
function isProven(json: string, chunk: Record<string, unknown>, plain: PlainChunk, cuts: readonly Cut[]): boolean {
  let probe = json;
  for (const { hole, from, to } of [...cuts].reverse()) {
    const value =
      hole === 'text' || hole === 'name' ? `probe-${hole}` : String(1000 + cuts.findIndex((cut) => cut.hole === hole));
    probe = probe.slice(0, from) + value + probe.slice(to);
  }
  const expected = structuredClone(chunk);
  const choice = (expected.choices as Record<string, unknown>[])[0]!;
  const holder = plain.textKey === 'content' ? (choice.delta as Record<string, unknown>) : choice;
  holder[plain.textKey] = 'probe-text';
  const numberOf = (hole: Hole) => 1000 + cuts.findIndex((cut) => cut.hole === hole);
  if (typeof expected.id === 'string') expected.id = 'probe-name';
  if (Number.isSafeInteger(expected.created)) expected.created = numberOf('number');
  for (const key of plain.counts) (expected.usage as Record<string, unknown>)[key] = numberOf(key);
  return JSON.stringify(parseJson(probe)) === JSON.stringify(expected);
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
