import type { QueueTrend } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';

/** Counts at a moment of a run. */
export type QueueSample = { atMs: number; issued: number; ended: number };

/** So many requests, the first ones, must have ended before a look tells anything: until then an empty server fills up. */
export const SETTLING_REQUESTS = 60;

/** Stretches that are compared, and Student’s t with one degree less that chance passes once in 2,000 times. */
const BATCHES = 10;
const SIGNIFICANT_T = 4.78;
/** Less than this share of the arrivals is no queue that a rate a little lower would not have too. */
const LEAST_SHARE = 0.05;
const LEAST_ENDED = 20;
const LEAST_ISSUED = 60;
/** What is left of filling up fades; a queue without bound grows in the second half as in the first. */
const LINEAR = 0.5;

/**
 * Whether what is in flight grows without bound, from counts in the order of time. Looks at the time from `settledMs` on,
 * when the first requests had all ended. Absent while there is too little to look at.
 *
 * Growth of a queue at the edge of its capacity is a random walk with independent steps, of which a plain regression on time
 * would call half significant (spurious regression, Granger and Newbold 1974). So its steps are tested, not its levels: the
 * growth over ten stretches against its own spread (Student’s t, one-sided, 0.05 %). Below capacity steps balance each
 * other, and the test errs more rarely still. It also takes growth of 5 % of the arrivals, in both halves.
 */
export function queueTrend(samples: readonly QueueSample[], settledMs: number): QueueTrend | undefined {
  const last = samples.at(-1);
  if (!last || last.atMs <= settledMs) return undefined;
  const first = sampleAt(samples, settledMs);
  const spanMs = last.atMs - settledMs;
  const issued = last.issued - first.issued;
  if (last.ended - first.ended < LEAST_ENDED || issued < LEAST_ISSUED) return undefined;

  const edges = Array.from({ length: BATCHES + 1 }, (_, i) =>
    inFlight(sampleAt(samples, settledMs + (i / BATCHES) * spanMs)),
  );
  const steps = edges.slice(1).map((level, i) => level - edges[i]!);
  const growth = edges.at(-1)! - edges[0]!;
  const growthBefore = edges[BATCHES / 2]! - edges[0]!;
  const mean = growth / BATCHES;
  const spread = Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / (BATCHES - 1));
  const t = spread > 0 ? mean / (spread / Math.sqrt(BATCHES)) : undefined;
  const share = growth / issued;
  const lasts = growth - growthBefore >= LINEAR * growthBefore;
  return withoutAbsent<QueueTrend>({
    unbounded: share >= LEAST_SHARE && lasts && (t === undefined ? growth > 0 : t >= SIGNIFICANT_T),
    per_second: growth / (spanMs / 1000),
    share,
    t,
    batches: BATCHES,
  });
}

/** The counts at a moment, on the line between the samples beside it. */
function sampleAt(samples: readonly QueueSample[], atMs: number): QueueSample {
  const index = samples.findIndex((sample) => sample.atMs >= atMs);
  const after = samples[index === -1 ? samples.length - 1 : index]!;
  const before = samples[Math.max(0, (index === -1 ? samples.length : index) - 1)]!;
  const span = after.atMs - before.atMs;
  if (span <= 0) return after;
  const part = Math.min(1, (atMs - before.atMs) / span);
  return {
    atMs,
    issued: before.issued + part * (after.issued - before.issued),
    ended: before.ended + part * (after.ended - before.ended),
  };
}

function inFlight({ issued, ended }: QueueSample): number {
  return issued - ended;
}
