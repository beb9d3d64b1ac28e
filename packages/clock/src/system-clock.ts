import type { Clock } from './clock.ts';

/** Longest delay that `setTimeout` keeps; beyond it fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's monotonic clock: `performance.now()`, milliseconds as float64. */
export const systemClock: Clock = {
  kind: 'system',

  now: () => performance.now(),

  schedule(at, callback) {
    let timer: NodeJS.Timeout | undefined;
    const arm = () => {
      const left = at - performance.now();
      // A timer may fire up to a millisecond early, because the event loop counts whole milliseconds.
      if (left <= 0) callback();
      else timer = setTimeout(arm, Math.min(left, LONGEST_TIMER_MS));
    };
    timer = setTimeout(arm, Math.max(0, Math.min(at - performance.now(), LONGEST_TIMER_MS)));
    return () => clearTimeout(timer);
  },

  sleepUntil(at, signal) {
    return sleepUntil(systemClock, at, signal);
  },
};

export function sleepUntil(clock: Clock, at: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const giveUp = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.schedule(at, () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    });
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
