import { readFileSync } from 'node:fs';

/**
 * Milliseconds in which the calling thread could have run and another had its CPU, since it was started. Linux counts
 * that (`/proc/thread-self/schedstat`, see Documentation/scheduler/sched-stats.rst); elsewhere undefined.
 */
export function runQueueWaitMs(): number | undefined {
  const text = readProc('/proc/thread-self/schedstat');
  return text === undefined ? undefined : waitOf(text);
}

/** Nanoseconds on a CPU, nanoseconds waiting for one, and how often. */
export function waitOf(schedstat: string): number | undefined {
  const waited = Number(schedstat.trim().split(/\s+/)[1]);
  return schedstat.trim() !== '' && Number.isFinite(waited) ? waited / 1e6 : undefined;
}

export function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
