import type { Clock } from '@sagellm/bench-clock';
import { type Loop, type LoopParts, SENDS_PER_TURN } from './loop.ts';

/** Keeps `concurrency` requests in flight: all start at once, and each that ends starts the next one there and then. */
export function closedLoop(concurrency: number, clock: Clock, parts: LoopParts): Loop {
  const { supply, stop, issue, callAt, guard } = parts;
  let inFlight = 0;
  let exhausted = false;
  let filling = false;

  const fill = () => {
    // A client may end a request during `send`; then the outer call of this loop goes on, without recursion.
    if (filling) return;
    filling = true;
    for (let sent = 0; !exhausted && inFlight < concurrency; sent++) {
      if (sent === SENDS_PER_TURN) {
        callAt(clock.now(), () => guard(fill));
        break;
      }
      if (!supply.hasNext()) {
        if (supply.isWaiting) {
          supply.whenFilled(() => guard(fill));
          break;
        }
        stop.stop('requests');
      }
      if (stop.allows(clock.now())) {
        inFlight++;
        issue(supply.take()!);
      } else {
        exhausted = true;
      }
    }
    filling = false;
  };

  return {
    get exhausted() {
      return exhausted;
    },
    begin: (at) => {
      stop.begin(at);
      fill();
    },
    requestEnded: () => {
      inFlight--;
      fill();
    },
    spareTime: () => {
      supply.refillOne();
    },
    halt: () => {
      exhausted = true;
    },
  };
}
