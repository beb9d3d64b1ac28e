import { GateResult, type RequestRecord } from '@sagellm/bench-protocol';
import { describe, expect, test } from 'vitest';
import { cancelled, completed, failed, NO_TIMES, TokenFile } from '../../__fixtures__/make-record.ts';
import { evaluateGates } from './evaluate-gates.ts';
import { parseSlo } from './parse-slo.ts';

function gates(records: RequestRecord[], slo: string[] = [], { maxErrorRate = 1, tokenTimes = NO_TIMES } = {}) {
  const found = evaluateGates({ workloads: ['W'], records, tokenTimes, slo: parseSlo(slo), maxErrorRate });
  for (const gate of found) expect(GateResult.parse(gate)).toEqual(gate);
  return found;
}

const sloGate = (records: RequestRecord[], text: string, tokenTimes = NO_TIMES) =>
  gates(records, [text], { tokenTimes }).find((gate) => gate.gate === text);

/** n requests whose TTFT is 1, 2, … n ms. */
const ramp = (n: number, from = 0) =>
  Array.from({ length: n }, (_, i) =>
    completed({ index: from + i, sent_ms: 0, first_token_ms: i + 1, end_ms: 10_000 }),
  );

describe('percentile clauses', () => {
  test('kept when at least that share of all issued keeps the bound', () => {
    expect(sloGate(ramp(200), 'ttft_ms:p95<191')).toEqual({
      gate: 'ttft_ms:p95<191',
      workload: 'W',
      status: 'kept',
      measured: 190,
      limit: 191,
      explanation: '190 of 200 issued requests kept ttft_ms < 191 ms, 190 needed',
    });
  });

  test('broken with one request fewer', () => {
    expect(sloGate(ramp(200), 'ttft_ms:p95<190')).toMatchObject({ status: 'broken', measured: 190 });
    expect(sloGate(ramp(200), 'ttft_ms:p95<=190')).toMatchObject({ status: 'kept', measured: 190 });
  });

  test('a failure is infinitely late', () => {
    const ten = Array.from({ length: 10 }, (_, i) => failed({ index: 500 + i }));
    expect(sloGate([...ramp(190), ...ten], 'ttft_ms:p95<1000')).toMatchObject({ status: 'kept', measured: 190 });
    const eleven = [...ten, failed({ index: 600 })];
    const broken = sloGate([...ramp(189), ...eleven], 'ttft_ms:p95<1000')!;
    expect(broken.status).toBe('broken');
    expect(broken).not.toHaveProperty('measured');
  });

  test.each([
    ['p50', 8],
    ['p90', 51],
    ['p95', 104],
    ['p99', 528],
  ])('%s is not measurable below %i requests', (percentile, n) => {
    const clause = `ttft_ms:${percentile}<5000`;
    expect(sloGate(ramp(n), clause)?.status).toBe('kept');
    const small = sloGate(ramp(n - 1), clause)!;
    expect(small.status).toBe('not-measurable');
    expect(small.explanation).toContain(`n is too small for this percentile: ${n} requests are needed`);
  });

  test('requests that cannot be judged leave it open only where they would decide', () => {
    const cut = (n: number) => Array.from({ length: n }, (_, i) => cancelled({ index: 1000 + i }));
    // 200 issued, 190 needed
    expect(sloGate([...ramp(190), ...cut(10)], 'ttft_ms:p95<5000')?.status).toBe('kept');
    expect(sloGate([...ramp(189), ...cut(11)], 'ttft_ms:p95<5000')?.status).toBe('not-measurable');
    expect(sloGate([...ramp(190), ...cut(10)], 'ttft_ms:p95<180')?.status).toBe('broken');
  });

  test('answers that were not streamed have no TTFT to promise', () => {
    const whole = ramp(200).map((record) => ({ ...record, stream: false }));
    expect(sloGate(whole, 'ttft_ms:p95<5000')).toMatchObject({ status: 'not-measurable' });
  });

  test('an answer of one token keeps a bound on the time between tokens', () => {
    const single = ramp(200).map((record) => ({ ...record, output_tokens: 1, last_token_ms: record.first_token_ms! }));
    expect(sloGate(single, 'tpot_ms:p95<1')).toMatchObject({ status: 'kept' });
  });

  test('a share that is no round float needs no request too many', () => {
    // 0.55 · 100 is 55.00000000000001 in doubles
    const clause = 'ttft_ms:p55<56';
    expect(sloGate(ramp(100), clause)).toMatchObject({ status: 'kept', measured: 55 });
  });

  test('nothing issued is not measurable', () => {
    expect(sloGate([], 'ttft_ms:p50<10')).toMatchObject({ status: 'not-measurable' });
  });
});

describe('clauses on a mean', () => {
  test('the mean over completed requests', () => {
    const records = [completed({ index: 0 }), completed({ index: 1, last_token_ms: 234 }), failed({ index: 2 })];
    expect(sloGate(records, 'tpot_ms:mean<20')).toMatchObject({
      status: 'kept',
      measured: 19,
      explanation: 'mean of 2 of 2 completed requests',
    });
    expect(sloGate(records, 'tpot_ms:mean<19')).toMatchObject({ status: 'broken', measured: 19 });
  });

  test('ITL takes the pooled series, as the report prints it', () => {
    const file = new TokenFile();
    const long = completed({ index: 0, output_tokens: 4, token_times: file.add([10_000, 20_000, 30_000, 40_000]) });
    const short = completed({ index: 1, output_tokens: 2, token_times: file.add([10_000, 40_000]) });
    expect(sloGate([long, short], 'itl_ms:mean<16', file.array)).toMatchObject({
      status: 'kept',
      measured: 15,
      explanation: 'mean of 4 gaps',
    });
  });

  test('without a value there is nothing to promise', () => {
    expect(sloGate([completed({ stream: false })], 'ttft_ms:mean<20')).toMatchObject({
      status: 'not-measurable',
      explanation: 'no completed request has ttft_ms',
    });
    expect(sloGate([failed()], 'ttft_ms:mean<20')).toMatchObject({ explanation: 'no request completed' });
  });
});

describe('bounds on ITL', () => {
  test('the worst gap of a request decides', () => {
    const file = new TokenFile();
    const times = [10_000, 20_000, 30_000, 90_000];
    const records = Array.from({ length: 8 }, (_, index) => completed({ index, token_times: file.add(times) }));
    expect(sloGate(records, 'itl_ms:p50<60', file.array)).toMatchObject({ status: 'broken', measured: 60 });
    expect(sloGate(records, 'itl_ms:p50<61', file.array)).toMatchObject({ status: 'kept', measured: 60 });
    expect(sloGate(records, 'tbt_ms:p50<27', file.array)).toMatchObject({ status: 'kept' });
  });
});

describe('error rate', () => {
  test('of the whole run and of each workload, the limit included', () => {
    const records = [
      ...ramp(99),
      failed({ index: 99 }),
      completed({ index: 0, workload: 'V' }),
      failed({ index: 1, workload: 'V' }),
    ];
    const found = evaluateGates({ workloads: ['W', 'V'], records, tokenTimes: NO_TIMES, slo: [], maxErrorRate: 0.01 });
    expect(found.map(({ workload, status, measured }) => [workload, status, measured])).toEqual([
      [undefined, 'broken', 2 / 102],
      ['W', 'kept', 0.01],
      ['V', 'broken', 0.5],
    ]);
    expect(found[0]).not.toHaveProperty('workload');
  });

  test('warm-up failures are not the workload’s', () => {
    expect(gates([failed({ phase: 'warmup' }), completed()], [], { maxErrorRate: 0 })[0]?.status).toBe('kept');
  });

  test('nothing ended is not measurable', () => {
    expect(gates([cancelled()]).map((gate) => gate.status)).toEqual(['not-measurable', 'not-measurable']);
  });
});

test('a bound alone is no gate', () => {
  expect(gates(ramp(3), ['ttft_ms<1']).map((gate) => gate.gate)).toEqual(['max_error_rate', 'max_error_rate']);
});
