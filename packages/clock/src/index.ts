export type { Clock } from './clock.ts';
export { monotonicMs, monotonicOffsetMs } from './monotonic-time.ts';
export { systemClock } from './system-clock.ts';
export { VirtualClock } from './virtual-clock.ts';
