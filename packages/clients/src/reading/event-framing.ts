import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';
import { type EventListener, EventScanner } from '../fast-path/event-scanner.ts';
import { readChunk, readPlainChunk } from './chunk-meaning.ts';
import type { Reading } from './reading.ts';

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
    readPlainChunk(this.#reading, promptTokens, completionTokens, this.#at);
  }

  other(bytes: Uint8Array): void {
    // A parser that was fed too much refuses more.
    if (this.#reading.failure) return;
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== '') this.#parser.feed(text);
  }

  reset(): void {
    if (!this.#fed) return;
    this.#fed = false;
    this.#parser.reset();
    this.#scanner.reset();
    // A decoder that holds half a character would put it in front of the next reply.
    this.#decoder.decode();
  }
}
