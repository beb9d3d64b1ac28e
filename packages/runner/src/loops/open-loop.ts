import type { Clock } from '@sagellm/bench-clock';
import { Conversations } from './conversations.ts';
import { type Loop, type LoopParts, SENDS_PER_TURN } from './loop.ts';

/** A request is prepared only where at least this much time is left before the next send. */
const ROOM_TO_PREPARE_MS = 2;

/**
 * Sends each request at its due time, whatever is in flight. What could not be sent in time is sent at once and keeps
 * its due time, so that the delay shows as send lag and in the latencies from due, and is not lost. A turn of a
 * conversation is due when its turn before has ended and been thought over, if that is later than the pattern wants.
 */
export function openLoop(due: (index: number) => number, clock: Clock, parts: LoopParts): Loop {
  const { supply, stop, issue, callAt, guard } = parts;
  const conversations = new Conversations();
  let start = 0;
  let next = 0;
  let exhausted = false;
  let sending = false;
  let slowestPrepareMs = 0;
  let stopWaiting = () => {};

  const sendAllDue = () => {
    // A client may end a request during `send`; then the outer call of this loop goes on, without recursion.
    if (sending) return;
    sending = true;
    stopWaiting();
    for (let sent = 0; !exhausted; sent++) {
      const isEnough = sent >= SENDS_PER_TURN;
      if (!(conversations.isEmpty ? sendNext(isEnough) : sendNextBesideWaiting(isEnough))) break;
    }
    sending = false;
  };

  /** Sends one, or waits for the moment of the next. */
  const sendNext = (isEnough: boolean): boolean => {
    if (!supply.hasNext()) {
      if (supply.isWaiting) return waitForSupply();
      stop.stop('requests');
    }
    const dueAt = start + due(next);
    if (!stop.allows(dueAt)) return finish();
    if (dueAt > clock.now() || isEnough) return waitUntil(dueAt);
    return sendPlanned(dueAt);
  };

  /** The same while turns of conversations wait: what is due first goes first, and the end is the end of them all. */
  const sendNextBesideWaiting = (isEnough: boolean): boolean => {
    const now = clock.now();
    const planned = plannedBesideWaiting();
    const ready = conversations.nextAt ?? Number.POSITIVE_INFINITY;
    const at = Math.min(planned, ready);
    if (at < stop.endsAt) {
      if (at > now || isEnough) return waitUntil(at);
      if (planned <= ready) return sendPlanned(planned);
      const { prepared, due: dueAt } = conversations.takeReady(now)!;
      return send(prepared, dueAt!);
    }
    if (!stop.allows(now)) return finish();
    // An answer that ends before the end may still make one ready.
    return stop.endsAt < Number.POSITIVE_INFINITY && waitUntil(stop.endsAt);
  };

  /** Infinite where none is left, none has come yet, or too many wait. */
  const plannedBesideWaiting = (): number => {
    if (conversations.isFull) return Number.POSITIVE_INFINITY;
    if (supply.hasNext()) return start + due(next);
    if (supply.isWaiting) waitForSupply();
    return Number.POSITIVE_INFINITY;
  };

  const sendPlanned = (dueAt: number): true => {
    next++;
    const prepared = supply.take()!;
    return conversations.admit(prepared, dueAt, clock.now()) ? send(prepared, dueAt) : true;
  };
  const send = (prepared: Parameters<typeof issue>[0], dueAt: number): true => {
    issue(prepared, dueAt);
    return true;
  };
  const finish = (): false => {
    exhausted = true;
    return false;
  };
  const waitForSupply = (): false => {
    supply.whenFilled(() => guard(sendAllDue));
    return false;
  };
  const waitUntil = (at: number): false => {
    refill(at);
    stopWaiting = callAt(at, () => guard(sendAllDue));
    return false;
  };

  /** Right after sends, and never where the next send would have to wait for it. */
  const refill = (nextDue: number) => {
    for (let now = clock.now(); nextDue - now > ROOM_TO_PREPARE_MS + 2 * slowestPrepareMs; ) {
      if (!supply.refillOne()) return;
      const after = clock.now();
      slowestPrepareMs = Math.max(slowestPrepareMs, after - now);
      now = after;
    }
  };

  return {
    get exhausted() {
      return exhausted;
    },
    begin: (at) => {
      start = at;
      stop.begin(start);
      sendAllDue();
    },
    requestEnded: (prepared, endedAt) => {
      if (conversations.ended(prepared, endedAt)) sendAllDue();
    },
    spareTime: () => {},
    halt: () => {
      exhausted = true;
      stopWaiting();
    },
  };
}
