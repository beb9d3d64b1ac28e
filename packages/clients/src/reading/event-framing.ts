import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';
import { readChunk } from './chunk-meaning.ts';
import type { Reading } from './reading.ts';

/** A line or event longer than this is no stream of tokens. */
const LONGEST_EVENT = 8 * 1024 * 1024;

/**
 * Bytes of socket reads become server-sent events, wherever the reads were cut: inside a character, a line, or the
 * pair CR LF. Every event of one read gets the stamp of that read.
 */
export class EventFraming {
  readonly #reading: Reading;
  readonly #parser: EventSourceParser;
  #decoder = new TextDecoder();
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
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== '' && !this.#reading.settled) this.#parser.feed(text);
  }

  reset(): void {
    if (!this.#fed) return;
    this.#fed = false;
    this.#parser.reset();
    // A decoder that holds half a character would put it in front of the next reply.
    this.#decoder = new TextDecoder();
  }
}
