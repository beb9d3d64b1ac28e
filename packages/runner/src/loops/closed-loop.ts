import type { Clock } from '@sagellm/bench-clock';
import { Conversations } from './conversations.ts';
import { type Loop, type LoopParts, SENDS_PER_TURN } from './loop.ts';

/**
 * Keeps `concurrency` requests in flight: all start at once, or evenly over `startSpreadMs`, and each that ends starts
 * the next one there and then. A conversation that waits for its turn before, or thinks, holds no place: another request
 * is sent in its stead.
 */
export function closedLoop(concurrency: number, clock: Clock, parts: LoopParts, startSpreadMs = 0): Loop {
  const { supply, stop, issue, callAt, guard } = parts;
  const conversations = new Conversations();
  let inFlight = 0;
  let places = startSpreadMs > 0 ? 1 : concurrency;
  let stopOpening = () => {};
  let exhausted = false;
  let filling = false;
  let stopWaiting = () => {};

  const fill = () => {
    // A client may end a request during `send`; then the outer call of this loop goes on, without recursion.
    if (filling) return;
    filling = true;
    stopWaiting();
    for (let sent = 0; !exhausted && inFlight < places; sent++) {
      if (sent === SENDS_PER_TURN) {
        callAt(clock.now(), () => guard(fill));
        break;
      }
      if (!sendOne()) break;
    }
    filling = false;
  };

  /** Sends one or sees that none can be sent now. */
  const sendOne = (): boolean => {
    const now = clock.now();
    if (!conversations.isEmpty) {
      if (!stop.allows(now)) return finish();
      const waited = conversations.takeReady(now);
      if (waited) return send(waited.prepared);
      if (conversations.isFull) return wait();
    }
    if (!supply.hasNext()) {
      if (supply.isWaiting) supply.whenFilled(() => guard(fill));
      if (!conversations.isEmpty) return wait();
      if (supply.isWaiting) return false;
      stop.stop('requests');
    }
    if (!stop.allows(now)) return finish();
    const prepared = supply.take()!;
    return conversations.admit(prepared, undefined, now) ? send(prepared) : true;
  };

  const send = (prepared: Parameters<typeof issue>[0]): true => {
    inFlight++;
    issue(prepared);
    return true;
  };
  const finish = (): false => {
    exhausted = true;
    return false;
  };
  /** Until somebody has thought; an answer that ends a wait comes by itself. */
  const wait = (): false => {
    const { nextAt } = conversations;
    if (nextAt !== undefined) stopWaiting = callAt(Math.min(nextAt, stop.endsAt), () => guard(fill));
    return false;
  };

  /** One more after each part of the spread. */
  const openPlaces = (before: number) => {
    if (exhausted || places === concurrency) return;
    const at = before + startSpreadMs / concurrency;
    stopOpening = callAt(at, () =>
      guard(() => {
        places++;
        fill();
        openPlaces(at);
      }),
    );
  };

  return {
    get exhausted() {
      return exhausted;
    },
    begin: (at) => {
      stop.begin(at);
      fill();
      openPlaces(at);
    },
    requestEnded: (prepared, endedAt) => {
      inFlight--;
      conversations.ended(prepared, endedAt);
      fill();
    },
    spareTime: () => {
      supply.refillOne();
    },
    halt: () => {
      exhausted = true;
      stopWaiting();
      stopOpening();
    },
  };
}
