import type { EventTemplate } from './event-template.ts';
import { FamiliarEvents } from './familiar-events.ts';
import { type FamiliarEvent, learnTemplate } from './learn-template.ts';

/** Hears what a scanner finds, in the order of the bytes. */
export interface EventListener {
  /** An event that brings text and nothing else; counts of its usage, -1 where it has none. */
  plain(promptTokens: number, completionTokens: number): void;
  /** An event that was parsed before, in this or another stream; its `id` and `created` may be others. */
  familiar(means: FamiliarEvent['means']): void;
  /** Bytes of something else, to be read by a real parser: a whole event, or a part of one. */
  other(bytes: Uint8Array): void;
}

const LINE_FEED = 10;
/** Longest event that a template is made of. */
const LONGEST_LESSON = 4096;
/** A server whose events cannot be learnt from costs a stream no more than these attempts. */
const ATTEMPTS = 3;
/** Some text, and no reason to finish: the first and the last events of a stream are not looked at. */
const MAY_BE_PLAIN = /^data: \{.*"(?:content|text)": ?"[^"].*\}\n\n$/;

/**
 * Tells events of plain content, and those that were seen before, from all others without decoding or parsing them.
 * Whatever is cut by the border of a read, not written `data: JSON` with a blank line behind, or not the same as an
 * earlier one but for its text is left to the parser: in doubt, it is parsed.
 */
export class EventScanner {
  /** Behind a blank line, or at the start: the parser has nothing of an event. */
  #isBetween = true;
  #endedLine = false;
  #attempts = 0;
  #matched = false;
  #template: EventTemplate | undefined = undefined;
  readonly #familiar = new FamiliarEvents();

  /** For the next stream. What was learnt is kept: it is held against each event anew. */
  reset(): void {
    this.#isBetween = true;
    this.#endedLine = false;
    this.#attempts = 0;
    this.#matched = false;
  }

  feed(bytes: Uint8Array, listener: EventListener): void {
    const to = bytes.length;
    let at = 0;
    while (at < to) {
      const end = this.#isBetween && this.#template ? this.#template.match(bytes, at, to) : -1;
      if (end >= 0) {
        listener.plain(this.#template!.promptTokens, this.#template!.completionTokens);
        this.#matched = true;
        at = end;
      } else at = this.#once(bytes, at, to, listener);
    }
  }

  /** An event that comes once in a stream, or a part of one; returns the position behind it. */
  #once(bytes: Uint8Array, from: number, to: number, listener: EventListener): number {
    const known = this.#isBetween ? this.#familiar.recognise(bytes, from, to) : undefined;
    if (!known) return this.#passOn(bytes, from, to, listener);
    listener.familiar(known.means);
    return this.#familiar.end;
  }

  /** Hands over as much as ends with a blank line, or all; returns the position behind it. */
  #passOn(bytes: Uint8Array, from: number, to: number, listener: EventListener): number {
    const wasBetween = this.#isBetween;
    const border = this.#blankLine(bytes, from, to);
    const end = border < 0 ? to : border;
    this.#isBetween = border >= 0;
    this.#endedLine = !this.#isBetween && bytes[to - 1] === LINE_FEED;
    const whole = wasBetween && this.#isBetween ? bytes.subarray(from, end) : undefined;
    if (whole) this.#learn(whole);
    listener.other(whole ?? bytes.subarray(from, end));
    return end;
  }

  /** Position behind the next two line feeds, of which the last read may have brought the first; or -1. */
  #blankLine(bytes: Uint8Array, from: number, to: number): number {
    if (this.#endedLine && bytes[from] === LINE_FEED) return from + 1;
    let at = bytes.indexOf(LINE_FEED, from);
    while (at >= 0 && at + 1 < to) {
      if (bytes[at + 1] === LINE_FEED) return at + 2;
      at = bytes.indexOf(LINE_FEED, at + 1);
    }
    return -1;
  }

  #learn(event: Uint8Array): void {
    if (event.length > LONGEST_LESSON) return;
    const text = Buffer.from(event.buffer, event.byteOffset, event.length).toString();
    if (this.#matched || this.#attempts === ATTEMPTS || !MAY_BE_PLAIN.test(text)) {
      this.#familiar.learn(text);
      return;
    }
    this.#attempts++;
    this.#template = learnTemplate(text) ?? this.#template;
  }
}
