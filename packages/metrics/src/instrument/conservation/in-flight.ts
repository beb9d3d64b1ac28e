import type { RequestRecord } from '@sagellm/bench-protocol';

/**
 * Requests in flight over time: the most at any moment, and the area under the curve in request-milliseconds.
 *
 * Two requests from 0 to 10 and from 5 to 20: most 2, area 25. One that begins in the moment another ends counts after
 * it, as a closed loop sends it.
 */
export function inFlight(records: readonly RequestRecord[]): { most: number; requestMs: number } {
  const steps: { at: number; change: 1 | -1 }[] = [];
  for (const { sent_ms, end_ms } of records) {
    if (sent_ms === undefined || end_ms === undefined) continue;
    steps.push({ at: sent_ms, change: 1 }, { at: end_ms, change: -1 });
  }
  steps.sort((a, b) => a.at - b.at || a.change - b.change);
  let now = 0;
  let most = 0;
  let requestMs = 0;
  steps.forEach(({ at, change }, i) => {
    if (i > 0) requestMs += now * (at - steps[i - 1]!.at);
    now += change;
    most = Math.max(most, now);
  });
  return { most, requestMs };
}
