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
/** Conversations that are remembered at most, besides those that have a turn on its way or waiting. */
const MOST_IDLE = 100_000;

/**
 * Keeps the turns of each conversation one behind the other, with the pause of a person who reads and thinks
 * (`think_ms`) between the end of one and the sending of the next. A turn that failed does not end its conversation:
 * the history of the next is the recorded one. Requests without a conversation cost one comparison.
 *
 * Nothing tells which turn of a conversation is its last. So those without a turn on its way or waiting are remembered too,
 * up to 100,000 of them; then the half that has been idle longest is forgotten. A later turn of one of these is sent at
 * once, whatever was left of its pause.
 */
export class Conversations {
  readonly #mostIdle: number;
  /** With a turn on its way or waiting. */
  readonly #active = new Map<string, Conversation>();
  /** In two halves, so that the older can be dropped in one step: taking out the oldest of a large map searches it. */
  #idle = new Map<string, Conversation>();
  #longIdle = new Map<string, Conversation>();
  /** Sorted by moment. */
  readonly #ready: Ready[] = [];
  #held = 0;
  #heldTokens = 0;

  constructor({ mostIdle = MOST_IDLE }: { mostIdle?: number } = {}) {
    this.#mostIdle = mostIdle;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#active.size + this.#idle.size + this.#longIdle.size;
  }

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
    const conversation = this.#activate(session_id);
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
    const { session_id } = request;
    if (session_id === undefined) return false;
    const conversation = this.#activate(session_id);
    conversation.isBusy = false;
    conversation.endedAt = endedAt;
    const next = conversation.held[0];
    if (next) this.#insert({ at: endedAt + (next.prepared.request.think_ms ?? 0), conversation });
    else this.#rest(session_id, conversation);
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

  #activate(id: string): Conversation {
    const active = this.#active.get(id);
    if (active) return active;
    const idle = this.#idle.get(id) ?? this.#longIdle.get(id);
    const conversation = idle ?? { isBusy: false, endedAt: Number.NEGATIVE_INFINITY, held: [] };
    if (idle && !this.#idle.delete(id)) this.#longIdle.delete(id);
    this.#active.set(id, conversation);
    return conversation;
  }

  #rest(id: string, conversation: Conversation): void {
    this.#active.delete(id);
    this.#idle.set(id, conversation);
    if (this.#idle.size < this.#mostIdle / 2) return;
    this.#longIdle = this.#idle;
    this.#idle = new Map();
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
