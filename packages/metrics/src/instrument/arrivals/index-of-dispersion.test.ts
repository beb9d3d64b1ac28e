import { describe, expect, test } from 'vitest';
import { countingWindows, indexOfDispersion } from './index-of-dispersion.ts';

const every = (ms: number, n: number) => Float64Array.from({ length: n }, (_, i) => i * ms);

describe('windows', () => {
  test.each([
    ['800/s for 10 s', every(1.25, 8001), 100, 100],
    ['100/s for 2 s, ten to a window', every(10, 201), 100, 20],
    ['99/s for 3 s, just below ten', every(1000 / 99, 298), 200, 15],
    ['20/s for 30 s', every(50, 601), 500, 60],
  ])('%s', (_, moments, lengthMs, windows) => {
    const { start, ...rest } = countingWindows(moments)!;
    expect(rest).toEqual({ lengthMs, windows });
    expect(start).toBeCloseTo(-(moments[1]! - moments[0]!) / 2, 9);
  });

  test('a request a second for a minute fills no ten windows of ten', () => {
    expect(countingWindows(every(1000, 61))).toBeUndefined();
  });

  test('one moment, none, and all at once have none', () => {
    expect(countingWindows(every(1, 1))).toBeUndefined();
    expect(countingWindows(every(1, 0))).toBeUndefined();
    expect(countingWindows(every(0, 50))).toBeUndefined();
  });
});

test('what comes at regular times keeps its counts through jitter: bursts of five every 50 ms', () => {
  const due = Float64Array.from({ length: 400 }, (_, i) => Math.floor(i / 5) * 50);
  const jittered = due.map((at, i) => at + ((i % 7) - 3));
  expect(indexOfDispersion(due, countingWindows(due)!)).toBe(0);
  expect(indexOfDispersion(jittered.sort(), countingWindows(due)!)).toBe(0);
});

describe('index of dispersion', () => {
  const windows = { start: 0, lengthMs: 10, windows: 2 };

  test('counts of 1 and 3: mean 2, variance 1', () => {
    expect(indexOfDispersion(Float64Array.of(5, 10, 11, 19), windows)).toBe(0.5);
  });

  test('a metronome has 0', () => {
    expect(indexOfDispersion(Float64Array.of(1, 6, 11, 16), windows)).toBe(0);
  });

  test('what lies outside the windows does not count; nothing inside has no index', () => {
    expect(indexOfDispersion(Float64Array.of(-1, 5, 10, 11, 19, 20, 21), windows)).toBe(0.5);
    expect(indexOfDispersion(Float64Array.of(-1, 20), windows)).toBeUndefined();
  });
});
