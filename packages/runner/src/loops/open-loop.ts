import type { Clock } from '@sagellm/bench-clock';
import { type Loop, type LoopParts, SENDS_PER_TURN } from './loop.ts';

/** A request is prepared only where at least this much time is left before the next send. */
const ROOM_TO_PREPARE_MS = 2;

/**
 * Sends each request at its due time, whatever is in flight. What could not be sent in time is sent at once and keeps
 * its due time, so that the delay shows as send lag and in the latencies from due, and is not lost.
 */
export function openLoop(due: (index: number) => number, clock: Clock, parts: LoopParts): Loop {
  const { supply, stop, issue, callAt, guard } = parts;
  let start = 0;
  let next = 0;
  let exhausted = false;
  let slowestPrepareMs = 0;
  let stopWaiting = () => {};

  const sendAllDue = () => {
    for (let sent = 0; !exhausted; sent++) {
      const dueAt = start + due(next);
      if (!supply.hasNext()) {
        if (supply.isWaiting) return supply.whenFilled(() => guard(sendAllDue));
        stop.stop('requests');
      }
      if (!stop.allows(dueAt)) {
        exhausted = true;
      } else if (dueAt > clock.now() || sent === SENDS_PER_TURN) {
        refill(dueAt);
        stopWaiting = callAt(dueAt, () => guard(sendAllDue));
        return;
      } else {
        next++;
        issue(supply.take()!, dueAt);
      }
    }
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
    requestEnded: () => {},
    spareTime: () => {},
    halt: () => {
      exhausted = true;
      stopWaiting();
    },
  };
}
