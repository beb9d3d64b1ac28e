import { describe, expect, test } from 'vitest';
import { thresholds } from './thresholds.ts';
import { weigh } from './weigh.ts';

describe('a figure of its own', () => {
  test.each([
    [0.6, undefined],
    [0.601, { state: 'DEGRADED', limit: 0.6 }],
    [0.85, { state: 'DEGRADED', limit: 0.6 }],
    [0.851, { state: 'INVALID', limit: 0.85 }],
  ])('an event loop busy for %d of the time', (value, expected) => {
    expect(weigh('loop-busy', { value })).toEqual(expected);
  });

  test('an excuse leaves DEGRADED, and where the table has no such thing nothing is excused', () => {
    expect(weigh('loop-busy', { value: 0.9, excused: true })).toEqual({ state: 'DEGRADED', limit: 0.6 });
    expect(weigh('requests-lost', { value: 1, excused: true })).toEqual({ state: 'INVALID', limit: 0 });
  });
});

describe('a time, beside the latency that it touches', () => {
  const lag = (value: number, touchedMs?: number) => weigh('late-sends', { value, atStakeMs: value, touchedMs })?.state;

  test.each([
    [2, 10, undefined],
    [3, 10, 'DEGRADED'],
    [3, 60, undefined],
    [10, 20, 'DEGRADED'],
    [11, 20, 'INVALID'],
    // 10 % of 200 is 20: late, but not by much of what is measured.
    [11, 200, 'DEGRADED'],
    [11, 220, undefined],
    [21, 200, 'INVALID'],
    [11, undefined, 'INVALID'],
  ])('a lag of %d ms beside %s ms is %s', (value, touched, expected) => {
    expect(lag(value, touched)).toBe(expected);
  });

  test('the limit is the larger of floor and share', () => {
    expect(weigh('late-sends', { value: 50, atStakeMs: 50, touchedMs: 20 })?.limit).toBe(10);
    expect(weigh('late-sends', { value: 50, atStakeMs: 50, touchedMs: 300 })?.limit).toBe(30);
  });

  test('a time at stake that is not known counts for nothing', () => {
    expect(weigh('behind-plan', { value: 0.5 })).toBeUndefined();
  });
});

test('no row calls INVALID what it does not degrade, and every row has its evidence', () => {
  for (const row of Object.values(thresholds)) {
    const [degraded, invalid] = [row, row].map((limits, i) =>
      i === 0 ? 'degraded' in limits && limits.degraded : 'invalid' in limits && limits.invalid,
    );
    expect(degraded || invalid).toBeTruthy();
    if (degraded && invalid) expect(invalid.above).toBeGreaterThanOrEqual(degraded.above);
    expect(row.evidence).toMatch(/\.$/);
  }
});
