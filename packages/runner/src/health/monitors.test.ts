import { describe, expect, it } from 'vitest';
import { machineTimes, sharesOf } from './host-monitor.ts';
import { waitOf } from './run-queue-wait.ts';

describe('what Linux says', () => {
  it('of the time that a thread waited for a CPU is in nanoseconds, second of three numbers', () => {
    expect(waitOf('123456789 45600000 77\n')).toBe(45.6);
    expect(waitOf('0 0 0\n')).toBe(0);
    expect(waitOf('')).toBeUndefined();
    expect(waitOf('nonsense\n')).toBeUndefined();
  });

  it('of all CPUs is in the first line; guest times are in it twice and counted once', () => {
    const stat = 'cpu  100 10 50 800 20 5 5 10 30 3\ncpu0 1 2 3 4 5 6 7 8 9 10\n';
    expect(machineTimes(stat)).toEqual({ all: 1000, idle: 820, steal: 10 });
    expect(machineTimes('intr 5\n')).toBeUndefined();
  });

  it('becomes shares of the time between two readings', () => {
    const begin = { all: 1000, idle: 820, steal: 10 };
    expect(sharesOf(begin, { all: 1400, idle: 920, steal: 50 })).toEqual({ steal_share: 0.1, machine_cpu_share: 0.75 });
    expect(sharesOf(begin, begin)).toEqual({});
  });
});
