import type { Attainment, GateResult, QueueTrend, SloClause, Verdict } from '@sagellm/bench-protocol';
import { describe, expect, test } from 'vitest';
import { parseSlo } from '../slo/parse-slo.ts';
import { proportionInterval } from '../statistics/proportion-interval.ts';
import { judgeProbe } from './judge-probe.ts';

const CLAUSE = 'ttft_ms:p95<200';
const MEAN = 'tpot_ms:mean<20';
const VALID: Verdict = { state: 'VALID', reasons: [], checks: [] };
const GROWING: QueueTrend = { unbounded: true, per_second: 4, share: 0.2, t: 9, batches: 10 };

const gate = (name: string, status: GateResult['status'], measured = 1, limit = 200): GateResult => ({
  gate: name,
  workload: 'Q1',
  status,
  measured,
  limit,
  explanation: 'as measured',
});

function met(of: number, issued: number): Attainment {
  const [low, high] = proportionInterval(of, issued);
  return { clause: CLAUSE, asked: 0.95, met: of, unknown: 0, issued, standard_error: 0, low, high };
}

function judge(parts: {
  gates: GateResult[];
  attainment?: Attainment[];
  queue?: QueueTrend;
  verdict?: Verdict;
  slo?: SloClause[];
}) {
  return judgeProbe({ verdict: VALID, slo: parseSlo([CLAUSE]), attainment: [], queue: undefined, ...parts });
}

describe('held', () => {
  test('clear when the interval lies above the share', () => {
    expect(judge({ gates: [gate(CLAUSE, 'kept')], attainment: [met(104, 104)] })).toEqual({
      status: 'held',
      clear: true,
      reason: 'every limit kept',
    });
  });

  test('near the border when it does not', () => {
    expect(judge({ gates: [gate(CLAUSE, 'kept')], attainment: [met(100, 104)] })).toMatchObject({
      status: 'held',
      clear: false,
    });
  });

  test('a queue without end is not held, though every limit is kept', () => {
    const judged = judge({ gates: [gate(CLAUSE, 'kept')], attainment: [met(104, 104)], queue: GROWING });
    expect(judged).toMatchObject({ status: 'not-held', clear: false });
    expect(judged.reason).toBe('in flight grew by 4.00/s, 20 % of the arrivals (t = 9.0), without end');
  });
});

describe('not held', () => {
  test('clear below the share, near the border beside it', () => {
    expect(judge({ gates: [gate(CLAUSE, 'broken')], attainment: [met(60, 104)] })).toEqual({
      status: 'not-held',
      clear: true,
      reason: 'ttft_ms:p95<200 broken: as measured',
    });
    expect(judge({ gates: [gate(CLAUSE, 'broken')], attainment: [met(97, 104)] })).toMatchObject({ clear: false });
  });

  test('too many errors are clear', () => {
    const gates = [gate('max_error_rate', 'broken', 0.2, 0.01), gate(CLAUSE, 'kept')];
    expect(judge({ gates, attainment: [met(104, 104)] })).toMatchObject({ status: 'not-held', clear: true });
  });

  test('a mean beside its limit is not', () => {
    const slo = parseSlo([MEAN]);
    expect(judge({ slo, gates: [gate(MEAN, 'broken', 21, 20)] })).toMatchObject({ status: 'not-held', clear: false });
    expect(judge({ slo, gates: [gate(MEAN, 'broken', 30, 20)] })).toMatchObject({ status: 'not-held', clear: true });
    expect(judge({ slo, gates: [gate(MEAN, 'kept', 19, 20)] })).toMatchObject({ status: 'held', clear: false });
  });
});

test('a gate that is not measurable is never kept, and a broken one beside it decides', () => {
  expect(judge({ gates: [gate(CLAUSE, 'not-measurable')] })).toMatchObject({ status: 'not-measurable', clear: false });
  const gates = [gate(CLAUSE, 'not-measurable'), gate('max_error_rate', 'broken')];
  expect(judge({ gates })).toMatchObject({ status: 'not-held' });
});

test('an INVALID measurement says nothing of the server, whatever its gates', () => {
  const verdict: Verdict = {
    state: 'INVALID',
    reasons: [{ code: 'send-lag', state: 'INVALID', message: 'sends were late', remedy: 'fewer' }],
    checks: [],
  };
  expect(judge({ verdict, gates: [gate(CLAUSE, 'broken')], attainment: [met(0, 104)], queue: GROWING })).toEqual({
    status: 'invalid',
    clear: false,
    reason: 'INVALID: sends were late',
  });
});
