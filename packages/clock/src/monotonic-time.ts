import type { Clock } from './clock.ts';

/** Milliseconds of CLOCK_MONOTONIC: comparable between processes of one machine, which `performance.now()` is not. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/**
 * What must be added to a clock's time to make it CLOCK_MONOTONIC; 0 for a virtual clock. Both are the same clock of the
 * machine with another zero, so one number holds for the life of the process. The closest of several readings is taken,
 * because the process can be put aside between two of them.
 */
export function monotonicOffsetMs(clock: Clock): number {
  if (clock.kind === 'virtual') return 0;
  let offset = 0;
  let closest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 20; i++) {
    const before = clock.now();
    const monotonic = monotonicMs();
    const after = clock.now();
    if (after - before >= closest) continue;
    closest = after - before;
    offset = monotonic - (before + after) / 2;
  }
  return offset;
}
