import type { Clock } from '@sagellm/bench-clock';

/** Timers of the event loop count whole milliseconds and come up to one late; the rest of the way is polled. */
const POLLED_MS = 2;

/**
 * Calls back at `at`, never before it, and returns a function that takes the call back. On the system clock a timer
 * wakes two milliseconds ahead and `setImmediate` polls the rest, which reads sockets between two looks at the clock.
 * That costs up to two milliseconds of CPU a send, so above some 500 sends a second a whole core. On the virtual clock
 * it is exact and free.
 */
export function callAt(clock: Clock, at: number, callback: () => void): () => void {
  if (clock.kind === 'virtual') return clock.schedule(at, callback);
  let immediate: NodeJS.Immediate | undefined;
  const poll = () => {
    if (clock.now() >= at) callback();
    else immediate = setImmediate(poll);
  };
  if (at - clock.now() <= POLLED_MS) {
    immediate = setImmediate(poll);
    return () => clearImmediate(immediate);
  }
  const cancelTimer = clock.schedule(at - POLLED_MS, poll);
  return () => {
    cancelTimer();
    clearImmediate(immediate);
  };
}
