import { expect, it } from 'vitest';
import { monotonicMs, monotonicOffsetMs } from './monotonic-time.ts';
import { systemClock } from './system-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

it('turns the system clock into CLOCK_MONOTONIC, to a few thousandths of a millisecond', () => {
  const offset = monotonicOffsetMs(systemClock);
  // A reading between two of the other clock; of many, one is not interrupted.
  const errors = Array.from({ length: 200 }, () => {
    const before = systemClock.now() + offset;
    const monotonic = monotonicMs();
    const after = systemClock.now() + offset;
    return Math.max(0, before - monotonic, monotonic - after);
  });
  expect(Math.min(...errors)).toBeLessThan(0.005);
});

it('leaves virtual time as it is', () => {
  expect(monotonicOffsetMs(new VirtualClock())).toBe(0);
});
