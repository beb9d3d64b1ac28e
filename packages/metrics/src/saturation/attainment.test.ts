import { describe, expect, test } from 'vitest';
import { cancelled, completed, failed, NO_TIMES } from '../../__fixtures__/make-record.ts';
import { parseSlo } from '../slo/parse-slo.ts';
import { attainmentOf, pooledAttainment } from './attainment.ts';

const slo = parseSlo(['ttft_ms:p95<200,tpot_ms:mean<20,e2el_ms<900']);
const good = (index: number) => completed({ index, sent_ms: 0, first_token_ms: 100, last_token_ms: 200, end_ms: 300 });
const late = (index: number) => completed({ index, sent_ms: 0, first_token_ms: 250, last_token_ms: 260, end_ms: 300 });

describe('the share of all issued that met a percentile clause', () => {
  test('all of 104 is just enough for 95 %', () => {
    const [only, ...others] = attainmentOf(
      slo,
      Array.from({ length: 104 }, (_, i) => good(i)),
      NO_TIMES,
    );
    expect(others).toEqual([]);
    expect(only).toMatchObject({ clause: 'ttft_ms:p95<200', asked: 0.95, met: 104, unknown: 0, issued: 104 });
    expect(only!.low).toBeCloseTo(0.9503, 4);
    expect(only!.high).toBe(1);
  });

  test('misses that come together widen the interval, spread ones do not', () => {
    const together = attainmentOf(
      slo,
      Array.from({ length: 200 }, (_, i) => (i < 20 ? late(i) : good(i))),
      NO_TIMES,
    )[0]!;
    const spread = attainmentOf(
      slo,
      Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? late(i) : good(i))),
      NO_TIMES,
    )[0]!;
    expect([together.met, spread.met]).toEqual([180, 180]);
    // One stretch of ten at 0, nine at 1: 0.1 standard error.
    expect(together.standard_error).toBeCloseTo(0.1, 10);
    expect(together.low).toBeCloseTo(0.9 - 0.325, 10);
    expect(spread.standard_error).toBeCloseTo(0, 10);
    expect(spread.low).toBeGreaterThan(0.83);
  });

  test('a failure missed it; what was cut may have met it or not', () => {
    const records = [...Array.from({ length: 8 }, (_, i) => good(i)), failed({ index: 8 }), cancelled({ index: 9 })];
    const [{ met, unknown, issued, low, high }] = attainmentOf(slo, records, NO_TIMES) as [never];
    expect({ met, unknown, issued }).toEqual({ met: 8, unknown: 1, issued: 10 });
    expect(low).toBeLessThan(0.4);
    expect(high).toBe(1);
  });

  test('nothing issued has no share', () => {
    expect(attainmentOf(slo, [], NO_TIMES)).toEqual([]);
  });
});

test('pooled over probes the counts add up and the interval narrows', () => {
  const one = attainmentOf(
    slo,
    Array.from({ length: 104 }, (_, i) => good(i)),
    NO_TIMES,
  );
  const [pooled] = pooledAttainment([one, one, one]);
  expect(pooled).toMatchObject({ met: 312, issued: 312 });
  expect(pooled!.low).toBeGreaterThan(0.98);
});
