import { ArrivalAudit, type PatternFacts } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { describe, expect, test } from 'vitest';
import { completed, failed } from '../../../__fixtures__/make-record.ts';
import { auditArrivals } from './audit-arrivals.ts';

const sends = (due: readonly number[], sent: readonly number[] = due) =>
  due.map((due_ms, index) => completed({ index, due_ms, sent_ms: sent[index] }));

/** Exponential gaps of a mean, added up. */
function poisson(n: number, meanMs: number, seed = 1): number[] {
  const random = createRandom(seed);
  let at = 0;
  return Array.from({ length: n }, () => (at += -Math.log(1 - random.next()) * meanMs));
}

test('four sends by hand', () => {
  const audit = auditArrivals(sends([0, 20, 40, 60], [0, 25, 40, 75]));
  expect(ArrivalAudit.parse(audit)).toEqual({
    sends: 4,
    planned_rate: 50,
    sent_rate: 40,
    planned_cv: 0,
    // Gaps 25, 15, 35 around 25: deviation √(200 / 3).
    sent_cv: Math.sqrt(200 / 3) / 25,
    // 0 · −10 + −10 · 10 over 200.
    sent_lag1: -0.5,
    ks_distance: 1 - 1 / 3,
  });
});

test('due times that waited for their conversation are held against no process', () => {
  const pattern: PatternFacts = { kind: 'open', arrival: 'constant', rate: 20, burstiness: 1 };
  const turn = (index: number, due_ms: number, end_ms: number) =>
    completed({ index, session_id: 'a', turn: index, think_ms: 10, due_ms, sent_ms: due_ms, end_ms });
  const inTime = auditArrivals([turn(0, 0, 30), turn(1, 50, 80), turn(2, 100, 130)], pattern);
  expect(inTime).toMatchObject({ asked_rate: 20, asked_cv: 0 });
  const waited = auditArrivals([turn(0, 0, 60), turn(1, 70, 130), turn(2, 140, 200)], pattern)!;
  expect(waited).not.toHaveProperty('asked_rate');
  expect(waited).not.toHaveProperty('asked_cv');
});

describe('60,000 Poisson arrivals of 800/s', () => {
  const due = poisson(60_000, 1.25);

  test('have CV and index of dispersion 1 in windows of 0.1 s, and no memory', () => {
    const audit = auditArrivals(sends(due))!;
    expect(audit.dispersion_window_ms).toBe(100);
    for (const cv of [audit.planned_cv!, audit.sent_cv!]) expect(Math.abs(cv - 1)).toBeLessThan(0.05);
    for (const dispersion of [audit.planned_dispersion!, audit.sent_dispersion!])
      expect(Math.abs(dispersion - 1)).toBeLessThan(0.15);
    expect(Math.abs(audit.sent_lag1!)).toBeLessThan(0.02);
    expect(Math.abs(audit.sent_rate / 800 - 1)).toBeLessThan(0.02);
    expect(audit.ks_distance).toBe(0);
    expect(audit.sent_rate).toBe(audit.planned_rate);
  });

  test('sent at the turns of a loop of 10 ms, they come in bunches: CV up, distance large', () => {
    const audit = auditArrivals(
      sends(
        due,
        due.map((at) => Math.ceil(at / 10) * 10),
      ),
    )!;
    // Eight of nine gaps are 0, one is 10 ms or more.
    expect(audit.sent_cv).toBeGreaterThan(2.5);
    expect(audit.ks_distance).toBeGreaterThan(0.8);
    expect(Math.abs(audit.sent_rate / audit.planned_rate - 1)).toBeLessThan(0.001);
  });

  test('spread out evenly, they lose their bunches: CV and dispersion down', () => {
    const audit = auditArrivals(
      sends(
        due,
        due.map((_, i) => (i * due.at(-1)!) / due.length),
      ),
    )!;
    expect(audit.sent_cv).toBeLessThan(0.01);
    expect(audit.sent_dispersion).toBeLessThan(0.01);
  });
});

describe('what the process asks for', () => {
  const open = (arrival: 'constant' | 'poisson' | 'gamma' | 'burst', burstiness: number): PatternFacts => ({
    kind: 'open',
    arrival,
    rate: 50,
    burstiness,
  });
  test.each([
    ['constant', 1, 0],
    ['poisson', 1, 1],
    ['gamma', 4, 0.5],
    ['gamma', 0.25, 2],
    ['burst', 5, 2],
  ] as const)('%s with burstiness %d: CV %d', (arrival, burstiness, asked_cv) => {
    const audit = auditArrivals(sends([0, 20, 40]), open(arrival, burstiness));
    expect(audit).toMatchObject({ asked_rate: 50, asked_cv });
  });

  test('bursts of five have the CV of the formula', () => {
    const bursts = Array.from({ length: 501 }, (_, i) => Math.floor(i / 5) * 100);
    const audit = auditArrivals(sends(bursts), open('burst', 5))!;
    expect(audit.planned_cv).toBeCloseTo(2, 12);
    expect(audit.planned_rate).toBe(50);
  });
});

test('a closed loop, one send, and sends of one moment have no arrivals', () => {
  expect(auditArrivals([completed(), completed({ index: 1 })])).toBeUndefined();
  expect(auditArrivals(sends([5]))).toBeUndefined();
  expect(auditArrivals(sends([5, 5, 5]))).toBeUndefined();
  expect(auditArrivals([])).toBeUndefined();
});

test('requests that found no connection never left, and enter neither side', () => {
  const dead = failed({
    index: 4,
    due_ms: 1000,
    sent_ms: undefined,
    failure: { class: 'connect', message: 'refused' },
  });
  expect(auditArrivals([...sends([0, 20, 40, 60]), dead])).toMatchObject({ sends: 4, planned_rate: 50, sent_rate: 50 });
});

test('the order of the records does not matter', () => {
  const records = sends([0, 20, 45, 60], [1, 25, 46, 75]);
  expect(auditArrivals(records.toReversed())).toEqual(auditArrivals(records));
});
