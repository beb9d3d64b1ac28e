import type { LoadPattern } from '@sagellm/bench-protocol';

/** Requests that are prepared before the first is sent, at most. */
const LONGEST_LOOK_AHEAD = 4096;
/** Connections opened ahead for an open loop, at most: their number is a guess there. */
const MOST_GUESSED_CONNECTIONS = 256;

export type LoadExtent = {
  /** Requests that will be issued unless something stops the run; absent where only time decides. */
  total?: number;
  lookAhead: number;
  connections: number;
};

/** How much will be sent, as far as that can be known before it begins. `limit` may be infinite. */
export function extentOf(pattern: LoadPattern, limit: number, durationMs?: number): LoadExtent {
  if (pattern.kind === 'closed') {
    const connections = Math.min(pattern.concurrency, limit);
    return durationMs === undefined
      ? { total: limit, lookAhead: Math.min(limit, LONGEST_LOOK_AHEAD), connections }
      : { lookAhead: Math.min(limit, Math.max(64, 4 * pattern.concurrency)), connections };
  }
  const withinBound = dueBefore(pattern, durationMs, Math.min(limit, LONGEST_LOOK_AHEAD));
  const complete = withinBound < LONGEST_LOOK_AHEAD || withinBound === limit;
  return {
    ...(complete ? { total: withinBound } : durationMs === undefined ? { total: limit } : {}),
    lookAhead: withinBound,
    // Little's law with answers that take a second: as many as are due in the first one.
    connections: Math.max(1, Math.min(dueBefore(pattern, 1000, withinBound), MOST_GUESSED_CONNECTIONS)),
  };
}

function dueBefore(pattern: LoadPattern & { kind: 'open' }, endMs: number | undefined, bound: number): number {
  if (endMs === undefined) return bound;
  let count = 0;
  while (count < bound && pattern.due(count) < endMs) count++;
  return count;
}
