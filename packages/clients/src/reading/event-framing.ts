import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';
import { type EventListener, EventScanner } from '../fast-path/event-scanner.ts';
import type { FamiliarEvent } from '../fast-path/learn-template.ts';
import { readChunk, readFamiliar, readPlainChunk } from './chunk-meaning.ts';
import type { Reading } from './reading.ts';

const LINE_FEED = Uint8Array.of(10);
/** A line or event longer than this is no stream of tokens. */
const LONGEST_EVENT = 8 * 1024 * 1024;

/**
 * Bytes of socket reads become server-sent events, wherever the reads were cut: inside a character, a line, or the
 * pair CR LF. Every event of one read gets the stamp of that read. Events of plain content are counted without being
 * parsed, where nobody wants their text.
 */
export class EventFraming implements EventListener {
  readonly #reading: Reading;
  readonly #parser: EventSourceParser;
  readonly #scanner = new EventScanner();
  readonly #decoder = new TextDecoder();
  #at = 0;
  #fed = false;
  /** Events were read without the parser since it was last given something. */
  #passedBy = false;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#parser = createParser({
      onEvent: (event: EventSourceMessage) => readChunk(this.#reading, event.event, event.data, this.#at),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') {
          this.#reading.fail(this.#at, {
            class: 'malformed',
            message: `an event of more than ${LONGEST_EVENT} characters`,
          });
        }
      },
      maxBufferSize: LONGEST_EVENT,
    });
  }

  feed(at: number, bytes: Uint8Array): void {
    this.#fed = true;
    this.#at = at;
    if (this.#reading.settled) return;
    if (this.#reading.wantsText) this.other(bytes);
    else this.#scanner.feed(bytes, this);
  }

  plain(promptTokens: number, completionTokens: number): void {
    this.#passedBy = true;
    readPlainChunk(this.#reading, promptTokens, completionTokens, this.#at);
  }

  familiar(means: FamiliarEvent['means']): void {
    this.#passedBy = true;
    readFamiliar(this.#reading, means, this.#at);
  }

  other(bytes: Uint8Array): void {
    // A parser that was fed too much refuses more.
    if (this.#reading.failure) return;
    if (this.#passedBy) this.#leaveStart();
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== '') this.#parser.feed(text);
  }

  /** Decoder and parser take a byte order mark away at the start of a stream, which is where they believe to be. */
  #leaveStart(): void {
    this.#passedBy = false;
    this.#parser.feed(this.#decoder.decode(LINE_FEED, { stream: true }));
  }

  reset(): void {
    if (!this.#fed) return;
    this.#fed = false;
    this.#passedBy = false;
    this.#parser.reset();
    this.#scanner.reset();
    // A decoder that holds half a character would put it in front of the next reply.
    this.#decoder.decode();
  }
}
