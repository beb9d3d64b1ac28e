import { type FamiliarEvent, learnFamiliar } from './learn-template.ts';

/** Kinds of events that are remembered; a stream has three or four beside its plain ones. */
const MOST = 8;
/** Learnt so often without recognising anything, it is given up: some servers put a time into each last event. */
const PATIENCE = 32;

/**
 * The events of a stream that come once: its role, its finish, its usage. In another stream they are often the same but
 * for `id` and `created`, and then what was parsed of the one is what the other says.
 */
export class FamiliarEvents {
  readonly #events: FamiliarEvent[] = [];
  /** The one that came after the last is tried first. */
  #next = 0;
  #oldest = 0;
  #learntInVain = 0;
  /** Position behind the event that was recognised last. */
  end = 0;

  recognise(bytes: Uint8Array, from: number, to: number): FamiliarEvent | undefined {
    const events = this.#events;
    for (let i = 0; i < events.length; i++) {
      const place = (this.#next + i) % events.length;
      const end = events[place]!.template.match(bytes, from, to);
      if (end < 0) continue;
      this.#next = place + 1;
      this.#learntInVain = 0;
      this.end = end;
      return events[place];
    }
    return undefined;
  }

  learn(text: string): void {
    if (this.#learntInVain > PATIENCE) return;
    this.#learntInVain++;
    const event = learnFamiliar(text);
    if (!event) return;
    if (this.#events.length < MOST) this.#events.push(event);
    else this.#events[this.#oldest++ % MOST] = event;
  }
}
