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
    for (let sent = 0; !exhausted && sendNext(sent === SENDS_PER_TURN); ) sent++;
    sending = false;
  };

  /** Sends one, or waits for the moment of the next. */
  const sendNext = (isEnough: boolean): boolean => {
    const waited = conversations.isEmpty ? undefined : conversations.takeReady(clock.now());
    if (waited) return sendIfAllowed(waited.prepared, waited.due!);
    const isComplete = !supply.hasNext() && !supply.isWaiting;
    if (isComplete && conversations.isEmpty) stop.stop('requests');
    // Those that wait are the last ones.
    const dueAt = isComplete && !conversations.isEmpty ? Number.POSITIVE_INFINITY : start + due(next);
    if (!supply.hasNext() && !isComplete) supply.whenFilled(() => guard(sendAllDue));
    else if (dueAt < Number.POSITIVE_INFINITY || conversations.isEmpty) {
      if (!stop.allows(dueAt)) return finish();
      if (dueAt <= clock.now() && !isEnough) {
        next++;
        const prepared = supply.take()!;
        return conversations.admit(prepared, dueAt, clock.now()) ? sendIfAllowed(prepared, dueAt) : true;
      }
      refill(dueAt);
      return waitUntil(Math.min(dueAt, conversations.nextAt ?? dueAt));
    }
    return conversations.nextAt === undefined ? false : waitUntil(conversations.nextAt);
  };

  const sendIfAllowed = (prepared: Parameters<typeof issue>[0], dueAt: number): boolean => {
    if (!stop.allows(dueAt)) return finish();
    issue(prepared, dueAt);
    return true;
  };
  const finish = (): false => {
    exhausted = true;
    return false;
  };
  const waitUntil = (at: number): false => {
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
    requestEnded: (prepared) => {
      if (prepared.request.session_id === undefined) return;
      conversations.ended(prepared, clock.now());
      sendAllDue();
    },
    spareTime: () => {},
    halt: () => {
      exhausted = true;
      stopWaiting();
    },
  };
}
