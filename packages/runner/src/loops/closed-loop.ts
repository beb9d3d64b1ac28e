import type { Clock } from '@sagellm/bench-clock';
import type { Loop, LoopParts } from './loop.ts';

/** Keeps `concurrency` requests in flight: all start at once, and each that ends starts the next one there and then. */
export function closedLoop(concurrency: number, clock: Clock, { supply, stop, issue }: LoopParts): Loop {
  let inFlight = 0;
  let exhausted = false;
  let filling = false;

  const fill = () => {
    // A client may end a request during `send`; then the outer call of this loop goes on, without recursion.
    if (filling) return;
    filling = true;
    while (!exhausted && inFlight < concurrency) {
      if (!supply.hasNext()) stop.stop('requests');
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
    begin: () => {
      stop.begin(clock.now());
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
