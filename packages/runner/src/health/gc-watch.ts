import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';

export type GcPauses = { count: number; total_ms: number; longest_ms: number };

/** Counts the pauses that garbage collection made in this thread. */
export function watchGc(): { start(): void; stop(): GcPauses } {
  let pauses: GcPauses = { count: 0, total_ms: 0, longest_ms: 0 };
  const take = (entries: readonly PerformanceEntry[]) => {
    for (const { duration } of entries) {
      pauses.count++;
      pauses.total_ms += duration;
      pauses.longest_ms = Math.max(pauses.longest_ms, duration);
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  return {
    start: () => {
      pauses = { count: 0, total_ms: 0, longest_ms: 0 };
      observer.observe({ entryTypes: ['gc'] });
    },
    stop: () => {
      take(observer.takeRecords());
      observer.disconnect();
      return pauses;
    },
  };
}
