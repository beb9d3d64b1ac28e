import type { QueueTrend } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';

/** Counts at a moment of a run. */
export type QueueSample = { atMs: number; issued: number; ended: number };

/** Stretches that the second half is cut into, and Student’s t with one degree less that chance passes once in 2,000 times. */
const BATCHES = 10;
const SIGNIFICANT_T = 4.78;
/** Less than this share of the arrivals is no queue that a rate a little lower would not have too. */
const LEAST_SHARE = 0.05;
const LEAST_ENDED = 20;
const LEAST_ISSUED = 60;
/** A run that has only begun fills up too, but ever more slowly; a queue without bound grows as before. */
const LINEAR = 0.7;

/**
 * Whether what is in flight grows without bound, from counts in the order of time. Absent while there is too little to look
 * at.
 *
 * Looks at the second half of the time: the first fills the empty server. Growth of a queue at the edge of its capacity is
 * a random walk with independent steps, of which a plain regression would call half significant (spurious regression,
 * Granger and Newbold 1974). So its steps are tested, not its levels: the growth over ten stretches against its own spread
 * (Student’s t, one-sided, 0.05 %). Below capacity steps balance each other, and the test errs more rarely still. It
 * also takes growth of 5 % of the arrivals, and at least 0.7 times as much as in the first half: long answers that have
 * not had time to end fill a sound server, too, but with growth that fades.
 */
export function queueTrend(samples: readonly QueueSample[]): QueueTrend | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs <= first.atMs) return undefined;
  const halfMs = (last.atMs - first.atMs) / 2;
  const middle = sampleAt(samples, first.atMs + halfMs);
  const issued = last.issued - middle.issued;
  if (last.ended < LEAST_ENDED || issued < LEAST_ISSUED) return undefined;

  const edges = Array.from({ length: BATCHES + 1 }, (_, i) =>
    inFlight(sampleAt(samples, first.atMs + halfMs + (i / BATCHES) * halfMs)),
  );
  const steps = edges.slice(1).map((level, i) => level - edges[i]!);
  const growth = edges.at(-1)! - edges[0]!;
  const mean = growth / BATCHES;
  const spread = Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / (BATCHES - 1));
  const t = spread > 0 ? mean / (spread / Math.sqrt(BATCHES)) : undefined;
  const share = growth / issued;
  const growthBefore = inFlight(middle) - inFlight(first);
  return withoutAbsent<QueueTrend>({
    unbounded:
      share >= LEAST_SHARE && growth >= LINEAR * growthBefore && (t === undefined ? growth > 0 : t >= SIGNIFICANT_T),
    per_second: growth / (halfMs / 1000),
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
