import { type QueueSample, queueTrend } from '@sagellm/bench-metrics';
import type { QueueTrend } from '@sagellm/bench-protocol';
import type { Progress } from '@sagellm/bench-runner';

/** Growth by so much of the arrivals is hopeless; a smaller one is left to the end, where the records tell. */
const HOPELESS_SHARE = 0.15;
/** Nothing is cut before: a short burst is no overload. */
const LEAST_MS = 3000;

export type OverloadWatch = {
  /** Aborted when the overload was found hopeless. */
  signal: AbortSignal;
  /** What was found, and when. */
  found(): { queue: QueueTrend; afterMs: number } | undefined;
  look(progress: Progress): void;
};

/** Watches a probe while it goes, so that nobody waits for a queue that only grows. */
export function watchForOverload(): OverloadWatch {
  const controller = new AbortController();
  const samples: QueueSample[] = [];
  let found: { queue: QueueTrend; afterMs: number } | undefined;
  return {
    signal: controller.signal,
    found: () => found,
    look({ phase, elapsedMs, issued, inFlight, total }) {
      // After the last send a queue only gets shorter.
      if (phase !== 'measured' || found || issued === total) return;
      samples.push({ atMs: elapsedMs, issued, ended: issued - inFlight });
      if (elapsedMs < LEAST_MS) return;
      const queue = queueTrend(samples);
      if (!queue?.unbounded || queue.share < HOPELESS_SHARE) return;
      found = { queue, afterMs: elapsedMs };
      controller.abort(new Error('hopeless overload'));
    },
  };
}
