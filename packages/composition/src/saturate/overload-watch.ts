import { type QueueSample, queueTrend, SETTLING_REQUESTS } from '@sagellm/bench-metrics';
import type { QueueTrend } from '@sagellm/bench-protocol';
import type { RunEvent } from '../run/run-event.ts';

/** Growth by so much of the arrivals is hopeless; a smaller one is left to the end, where the records tell. */
const HOPELESS_SHARE = 0.15;
/** Nothing is cut before: a short burst is no overload. */
const LEAST_MS = 3000;

export type OverloadWatch = {
  /** Aborted when the overload was found hopeless. */
  signal: AbortSignal;
  /** What was found, and when. */
  found(): { queue: QueueTrend; afterMs: number } | undefined;
  look(event: RunEvent): void;
};

/** Watches a probe while it goes, so that nobody waits for a queue that only grows. */
export function watchForOverload(): OverloadWatch {
  const controller = new AbortController();
  const samples: QueueSample[] = [];
  const settling = new Set(Array.from({ length: SETTLING_REQUESTS }, (_, index) => index));
  let settledMs: number | undefined;
  let found: { queue: QueueTrend; afterMs: number } | undefined;

  const look = ({ phase, elapsedMs, issued, inFlight, total }: Extract<RunEvent, { type: 'progress' }>['progress']) => {
    // After the last send a queue only gets shorter.
    if (phase !== 'measured' || found || issued === total) return;
    samples.push({ atMs: elapsedMs, issued, ended: issued - inFlight });
    if (settling.size > 0) return;
    settledMs ??= elapsedMs;
    const queue = elapsedMs < LEAST_MS ? undefined : queueTrend(samples, settledMs);
    if (!queue?.unbounded || queue.share < HOPELESS_SHARE) return;
    found = { queue, afterMs: elapsedMs };
    controller.abort(new Error('hopeless overload'));
  };
  return {
    signal: controller.signal,
    found: () => found,
    look(event) {
      if (event.type === 'progress') look(event.progress);
      if (event.type !== 'requests-ended' || settling.size === 0) return;
      for (const { request_id } of event.requests) {
        // Warm-up has a name of its own.
        if (!request_id.includes('warmup')) settling.delete(Number(/\d+$/.exec(request_id)?.[0]));
      }
    },
  };
}
