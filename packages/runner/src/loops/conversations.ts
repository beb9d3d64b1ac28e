import type { PreparedRequest } from '@sagellm/bench-protocol';

/** A request that waits for the turn before it. */
type Held = {
  prepared: PreparedRequest;
  /** When the pattern wanted it; open loops only. */
  due: number | undefined;
};
type Conversation = {
  /** One of its turns is on its way. */
  isBusy: boolean;
  /** When the last one ended. */
  endedAt: number;
  held: Held[];
};
/** A conversation whose next turn may be sent at `at`. */
type Ready = { at: number; conversation: Conversation };

/** So many wait at most, and so many prompt tokens; what comes behind them is not looked at until there is room. */
const MOST_HELD = 4096;
const MOST_HELD_TOKENS = 20_000_000;

/**
 * Keeps the turns of each conversation one behind the other, with the pause of a person who reads and thinks
 * (`think_ms`) between the end of one and the sending of the next. A turn that failed does not end its conversation:
 * the history of the next is the recorded one. Requests without a conversation cost one comparison.
 */
export class Conversations {
  readonly #conversations = new Map<string, Conversation>();
  /** Sorted by moment. */
  readonly #ready: Ready[] = [];
  #held = 0;
  #heldTokens = 0;

  get isEmpty(): boolean {
    return this.#held === 0;
  }

  get isFull(): boolean {
    return this.#held >= MOST_HELD || this.#heldTokens >= MOST_HELD_TOKENS;
  }

  /** May it be sent now? Then it counts as sent; otherwise it is kept until it may. */
  admit(prepared: PreparedRequest, due: number | undefined, now: number): boolean {
    const { session_id, think_ms = 0 } = prepared.request;
    if (session_id === undefined) return true;
    const conversation = this.#find(session_id);
    const at = conversation.endedAt + think_ms;
    if (!conversation.isBusy && conversation.held.length === 0 && at <= now) {
      conversation.isBusy = true;
      return true;
    }
    conversation.held.push({ prepared, due });
    this.#held++;
    this.#heldTokens += prepared.request.prompt_tokens;
    if (!conversation.isBusy && conversation.held.length === 1) this.#insert({ at, conversation });
    return false;
  }

  /** A request ended, by its stamp. Says whether the next turn of its conversation has been waiting for that. */
  ended({ request }: PreparedRequest, endedAt: number): boolean {
    if (request.session_id === undefined) return false;
    const conversation = this.#find(request.session_id);
    conversation.isBusy = false;
    conversation.endedAt = endedAt;
    const next = conversation.held[0];
    if (next) this.#insert({ at: endedAt + (next.prepared.request.think_ms ?? 0), conversation });
    return next !== undefined;
  }

  /** When the next of those that wait may be sent; undefined while each waits for an answer. */
  get nextAt(): number | undefined {
    return this.#ready[0]?.at;
  }

  /** The one that may be sent first, if its moment has come. `due` is not before that: waiting was part of the plan. */
  takeReady(now: number): Held | undefined {
    const ready = this.#ready[0];
    if (!ready || ready.at > now) return undefined;
    this.#ready.shift();
    this.#held--;
    const { prepared, due } = ready.conversation.held.shift()!;
    this.#heldTokens -= prepared.request.prompt_tokens;
    ready.conversation.isBusy = true;
    return { prepared, due: due === undefined ? undefined : Math.max(due, ready.at) };
  }

  #find(id: string): Conversation {
    const known = this.#conversations.get(id);
    if (known) return known;
    const conversation = { isBusy: false, endedAt: Number.NEGATIVE_INFINITY, held: [] };
    this.#conversations.set(id, conversation);
    return conversation;
  }

  #insert(ready: Ready): void {
    let from = 0;
    let to = this.#ready.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#ready[middle]!.at <= ready.at) from = middle + 1;
      else to = middle;
    }
    this.#ready.splice(from, 0, ready);
  }
}
