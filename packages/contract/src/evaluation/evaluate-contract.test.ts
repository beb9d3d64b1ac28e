import { BenchmarkError } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyMetrics, goodMetrics, makeReport, series, without } from '../../__fixtures__/make-report.ts';
import type { Contract, ContractRow } from '../contracts/contract.ts';
import { builtinContracts, findContract } from '../contracts/year-contracts.ts';
import { contractResultSchema } from '../reading/contract-schema.ts';
import { ContractResult } from './contract-result.ts';
import { evaluateContract } from './evaluate-contract.ts';
import { contractExitCode } from './exit-code.ts';

const year1 = findContract('year1')!;
const year3 = findContract('year3')!;

function contractOf(...rows: Partial<ContractRow>[]): Contract {
  const row: ContractRow = {
    metric: 'ttft_ms',
    statistic: 'mean',
    comparator: '<=',
    limit: 100,
    severity: 'required',
  };
  return { name: 'own', rows: rows.map((changes) => ({ ...row, ...changes })) };
}

/** The statuses of the checks, by workload (or filter) and metric. */
function statuses(result: ContractResult): Record<string, string> {
  return Object.fromEntries(
    result.checks.map(({ workload, filter, metric, status }) => [`${workload ?? filter} ${metric}`, status]),
  );
}

/** The one check of a contract of one row on one workload whose TTFT is given. */
function ttftCheck(ttft: ReturnType<typeof series>, row: Partial<ContractRow> = {}) {
  const result = evaluateContract(makeReport([goodMetrics({ ttft_ms: ttft })]), contractOf(row));
  expect(result.checks).toHaveLength(1);
  return result.checks[0]!;
}

describe('a run that keeps all', () => {
  it('has a result that its schema knows, with exit code 0', () => {
    const result = evaluateContract(makeReport([goodMetrics()]), year3);
    expect(ContractResult.parse(result)).toEqual(result);
    expect(result).toMatchObject({
      schema: 'sagellm-bench/contract-result',
      contract: 'year3',
      status: 'kept',
      run: { run_id: '20261120T081500Z-1', engine: 'llama.cpp b9000', model: 'tiny-2x128' },
      counts: { checks: 8, kept: 8, broken: 0, not_measurable: 0, allowed: 0, within_noise: 0, advisory: 0 },
    });
    expect(result).not.toHaveProperty('simulated');
    expect(contractExitCode(result)).toBe(0);
  });

  it('is told what TPOT is, and only where the contract has it', () => {
    const report = makeReport([goodMetrics()]);
    expect(evaluateContract(report, year1).notes).toEqual([expect.stringMatching(/^tpot_ms is .* without TTFT/)]);
    expect(evaluateContract(report, contractOf({})).notes).toEqual([]);
  });
});

describe('what was not measured', () => {
  const noMemory = without(
    goodMetrics({ notes: { peak_mem_mb: 'a remote server does not tell its memory' } }),
    'peak_mem_mb',
  );

  it('is not kept: Year1 without memory figures ends with exit code 3', () => {
    const result = evaluateContract(makeReport([noMemory]), year1);
    expect(result.checks.filter(({ status }) => status !== 'kept')).toEqual([
      {
        workload: 'Q1',
        metric: 'peak_mem_mb',
        statistic: 'value',
        comparator: '<=',
        limit: 32768,
        severity: 'required',
        status: 'not-measurable',
        explanation: 'a remote server does not tell its memory',
        note: 'a remote server does not tell its memory',
      },
    ]);
    expect(result.status).toBe('not-measurable');
    expect(contractExitCode(result)).toBe(3);
  });

  it('may be missing where the caller names it', () => {
    const result = evaluateContract(makeReport([noMemory]), year1, { allowUnmeasured: ['peak_mem_mb'] });
    expect(result.checks.find(({ metric }) => metric === 'peak_mem_mb')).toMatchObject({
      status: 'not-measurable',
      allowed: true,
    });
    expect(result.counts).toMatchObject({ kept: 5, not_measurable: 1, allowed: 1 });
    expect(contractExitCode(result)).toBe(0);
  });

  it('an allowance does not excuse what was measured and is broken', () => {
    const report = makeReport([goodMetrics({ peak_mem_mb: 40_000 })]);
    expect(evaluateContract(report, year1, { allowUnmeasured: ['peak_mem_mb'] }).status).toBe('broken');
  });

  it('an allowance that the contract has no use for is said', () => {
    const result = evaluateContract(makeReport([goodMetrics()]), year1, { allowUnmeasured: ['evict_ms'] });
    expect(result.notes).toContain('--allow-unmeasured evict_ms: this contract does not ask for it');
  });

  it.each([
    ['peak_mem', 'did you mean peak_mem_mb?'],
    ['tfft_ms', 'did you mean ttft_ms?'],
    ['', /^metrics: ttft_ms, /],
  ])('a misspelt allowance %j is wrong usage', (name, remedy) => {
    const evaluate = () => evaluateContract(makeReport([noMemory]), year1, { allowUnmeasured: [name] });
    expect(evaluate).toThrow(BenchmarkError);
    try {
      evaluate();
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2, remedy: expect.stringMatching(remedy) });
    }
  });
});

describe('a run of nothing keeps nothing', () => {
  const all = builtinContracts.flatMap(({ rows }) => rows.map(({ metric }) => metric));

  it.each(builtinContracts)('$name: no request sent', (contract) => {
    const result = evaluateContract(makeReport([emptyMetrics()]), contract);
    expect(result.counts).toMatchObject({ kept: 0, broken: 0, not_measurable: contract.rows.length });
    expect(contractExitCode(result)).toBe(3);
  });

  it.each(builtinContracts)('$name: every request failed, though memory and failure rates are known', (contract) => {
    const failed = {
      ...emptyMetrics(),
      total_requests: 20,
      failed_requests: 20,
      failures: { http: 20 },
      error_rate: 1,
      timeout_rate: 0,
      peak_mem_mb: 100,
      spec_accept_rate: 1,
      prefix_hit_rate: 1,
    };
    const result = evaluateContract(makeReport([failed]), contract);
    expect(result.counts).toMatchObject({ kept: 0, broken: 1 });
    expect(result.checks.find(({ metric }) => metric === 'error_rate')).toMatchObject({
      status: 'broken',
      explanation: '20 of 20 requests that ended failed',
    });
  });

  it('a failure rate that a failed run would keep is not measurable', () => {
    const failed = { ...emptyMetrics(), total_requests: 5, failed_requests: 5, error_rate: 1, timeout_rate: 0 };
    const result = evaluateContract(
      makeReport([failed]),
      contractOf({ metric: 'timeout_rate', statistic: 'value', limit: 0.1 }),
    );
    expect(result.checks[0]).toMatchObject({ status: 'not-measurable', explanation: 'no request completed' });
  });

  it('a run without a workload', () => {
    const result = evaluateContract(makeReport([]), year1);
    expect(result.counts).toMatchObject({ checks: 6, kept: 0, not_measurable: 6 });
    expect(result.checks[0]).toMatchObject({ explanation: 'the run has no workload' });
    expect(result.checks[0]).not.toHaveProperty('workload');
  });

  it('allowing all of it does not help', () => {
    const result = evaluateContract(makeReport([emptyMetrics()]), year3, { allowUnmeasured: all });
    expect(result.status).toBe('not-measurable');
    expect(result.counts.allowed).toBe(0);
    expect(result.notes).toContain('nothing that is required was kept, so --allow-unmeasured has no effect');
  });

  it('one workload of nothing among good ones is enough', () => {
    const result = evaluateContract(makeReport([goodMetrics(), emptyMetrics('Q5')]), year1);
    expect(result.status).toBe('not-measurable');
    expect(result.counts).toMatchObject({ kept: 6, not_measurable: 6 });
  });
});

describe('several workloads', () => {
  it('every one must keep every row; all are listed, workload by workload', () => {
    const report = makeReport([goodMetrics(), goodMetrics({ workload: 'Q5', ttft_ms: series(200, 150) })]);
    const result = evaluateContract(report, year1);
    expect(result.status).toBe('broken');
    expect(result.checks.map(({ workload }) => workload)).toEqual([
      ...Array<string>(6).fill('Q1'),
      ...Array<string>(6).fill('Q5'),
    ]);
    expect(statuses(result)).toMatchObject({ 'Q1 ttft_ms': 'kept', 'Q5 ttft_ms': 'broken', 'Q5 tbt_ms': 'kept' });
  });

  it('a filter holds a row to some of them', () => {
    const slow = goodMetrics({ workload: 'year1_long', ttft_ms: series(200, 500) });
    const report = makeReport([goodMetrics(), slow]);
    expect(evaluateContract(report, contractOf({ workloads: ['q?'] })).status).toBe('kept');
    expect(statuses(evaluateContract(report, contractOf({ workloads: ['*_LONG'] })))).toEqual({
      'year1_long ttft_ms': 'broken',
    });
    expect(statuses(evaluateContract(report, contractOf({ workloads: ['*'] })))).toEqual({
      'Q1 ttft_ms': 'kept',
      'year1_long ttft_ms': 'broken',
    });
  });

  it('a filter that finds none is not measurable, and named', () => {
    const result = evaluateContract(makeReport([goodMetrics()]), contractOf({ workloads: ['Q1', 'Q11', 'long*'] }));
    expect(statuses(result)).toEqual({
      'Q1 ttft_ms': 'kept',
      'Q11 ttft_ms': 'not-measurable',
      'long* ttft_ms': 'not-measurable',
    });
    expect(result.checks[1]!.explanation).toBe('no workload of this run matches "Q11" (did you mean Q1?); it ran Q1');
    expect(result.status).toBe('not-measurable');
  });
});

describe('severity', () => {
  const advisory: Partial<ContractRow> = { metric: 'e2el_ms', severity: 'advisory' };

  it('an advisory row is judged and does not decide', () => {
    const result = evaluateContract(makeReport([goodMetrics()]), contractOf({}, { ...advisory, limit: 10 }));
    expect(statuses(result)).toEqual({ 'Q1 ttft_ms': 'kept', 'Q1 e2el_ms': 'broken' });
    expect(result.status).toBe('kept');
    expect(result.counts).toMatchObject({ broken: 1, advisory: 1 });
  });

  it('nor does an advisory row that nobody could measure', () => {
    const report = makeReport([without(goodMetrics(), 'e2el_ms')]);
    expect(evaluateContract(report, contractOf({}, advisory)).status).toBe('kept');
  });

  it('a contract of advice alone is no contract', () => {
    expect(() => evaluateContract(makeReport([goodMetrics()]), contractOf(advisory))).toThrow(
      'contract "own" has no required row',
    );
  });
});

describe('percentiles', () => {
  const p95: Partial<ContractRow> = { statistic: 'p95' };

  it('are judged from the size on that they can be relied on', () => {
    expect(ttftCheck(series(104, 10), p95)).toMatchObject({ status: 'kept', measured: 13, n: 104 });
    expect(ttftCheck(series(103, 10), p95)).toMatchObject({
      status: 'not-measurable',
      measured: 13,
      explanation: 'n = 103 is too small for this percentile: 104 values are needed',
    });
  });

  it.each([
    ['p50', 8],
    ['p90', 51],
    ['p95', 104],
    ['p99', 528],
    ['p999', 5296],
  ] as const)('%s needs %i values', (statistic, needed) => {
    const explanation = ttftCheck(series(needed - 1, 10), { statistic }).explanation;
    expect(explanation).toContain(`${needed} values are needed`);
  });

  it('are not broken either by too few values', () => {
    expect(ttftCheck(series(20, 1000), p95).status).toBe('not-measurable');
  });

  it('say when their interval has the limit inside', () => {
    const around = (low: number, high: number, value: number) =>
      ttftCheck(series(200, 50, { p95: value, ci99: { p95: [low, high] } }), p95);
    expect(around(90, 110, 99)).toMatchObject({ status: 'kept', within_noise: true, interval: [90, 110] });
    expect(around(90, 110, 101)).toMatchObject({ status: 'broken', within_noise: true });
    expect(around(80, 100, 90)).toMatchObject({ status: 'kept', within_noise: false });
    expect(around(100, 120, 110)).toMatchObject({ status: 'broken', within_noise: true });
    expect(around(100.1, 120, 110)).toMatchObject({ status: 'broken', within_noise: false });
  });
});

describe('means', () => {
  it('have the interval mean ± 2.576 · std ÷ √n', () => {
    const check = ttftCheck(series(100, 80, { std: 10 }));
    expect(check.interval![0]).toBeCloseTo(77.424, 9);
    expect(check.interval![1]).toBeCloseTo(82.576, 9);
    expect(check).toMatchObject({ status: 'kept', within_noise: false });
  });

  it('are within noise of a limit that the interval has inside, on either side', () => {
    expect(ttftCheck(series(100, 98, { std: 10 }))).toMatchObject({ status: 'kept', within_noise: true });
    expect(ttftCheck(series(100, 102, { std: 10 }))).toMatchObject({ status: 'broken', within_noise: true });
    expect(ttftCheck(series(100, 104, { std: 10 }))).toMatchObject({ status: 'broken', within_noise: false });
  });

  it('the same from below', () => {
    const least: Partial<ContractRow> = { comparator: '>=' };
    expect(ttftCheck(series(100, 102, { std: 10 }), least)).toMatchObject({ status: 'kept', within_noise: true });
    expect(ttftCheck(series(100, 98, { std: 10 }), least)).toMatchObject({ status: 'broken', within_noise: true });
    expect(ttftCheck(series(100, 110, { std: 10 }), least)).toMatchObject({ status: 'kept', within_noise: false });
  });

  it('have an interval from 8 values on', () => {
    expect(ttftCheck(series(8, 100))).toHaveProperty('interval');
    const seven = ttftCheck(series(7, 100));
    expect(seven).not.toHaveProperty('interval');
    expect(seven).not.toHaveProperty('within_noise');
    expect(seven.explanation).toBe('mean of 7 values, too few for an interval');
    expect(ttftCheck(series(1, 100))).toMatchObject({ explanation: 'mean of 1 value, too few for an interval' });
  });

  it('say how many requests failed, which have no latency', () => {
    const metrics = goodMetrics({ failed_requests: 3, total_requests: 203, error_rate: 3 / 203 });
    const [check] = evaluateContract(makeReport([metrics]), contractOf({})).checks;
    expect(check!.explanation).toBe('mean of 200 values; 3 failed requests have none');
  });

  it('least and greatest have no interval', () => {
    expect(ttftCheck(series(200, 60), { statistic: 'max' })).toMatchObject({ status: 'kept', measured: 90 });
    expect(ttftCheck(series(200, 70), { statistic: 'max' })).toMatchObject({ status: 'broken', measured: 105 });
    expect(ttftCheck(series(200, 70), { statistic: 'min' })).not.toHaveProperty('interval');
  });
});

describe('a row that does not fit its metric', () => {
  it('is not measurable, never kept', () => {
    expect(ttftCheck(series(200, 1), { statistic: 'value' }).status).toBe('not-measurable');
    const mean = contractOf({ metric: 'peak_mem_mb', statistic: 'mean', limit: 1e6 });
    expect(evaluateContract(makeReport([goodMetrics()]), mean).checks[0]).toMatchObject({
      status: 'not-measurable',
      explanation: 'peak_mem_mb is one number and has no mean',
    });
  });

  it('bounds from the unusual side are kept to, and said', () => {
    const contract = contractOf({ metric: 'prefix_hit_rate', statistic: 'value', comparator: '<=', limit: 0.95 });
    const result = evaluateContract(makeReport([goodMetrics()]), contract);
    expect(result.status).toBe('kept');
    expect(result.notes).toEqual([
      'prefix_hit_rate is better when higher, and a row of this contract bounds it from that side',
    ]);
  });
});

describe('a run that was cut', () => {
  const cut = { complete: false, partialReason: 'interrupted after 12 s' };

  it('keeps nothing on the workload that was cut; one that had ended is judged', () => {
    const report = makeReport([goodMetrics(), goodMetrics({ workload: 'Q5' })], {
      ...cut,
      stoppedBy: { Q5: 'interrupt' },
    });
    const result = evaluateContract(report, year1);
    expect(result.checks.filter(({ workload }) => workload === 'Q1').every(({ status }) => status === 'kept')).toBe(
      true,
    );
    for (const check of result.checks.filter(({ workload }) => workload === 'Q5')) {
      expect(check.status).toBe('not-measurable');
      expect(check.explanation).toBe('the run is partial (interrupted after 12 s) and cut this workload');
    }
    expect(result.notes[0]).toBe(
      'PARTIAL: the run is not complete: interrupted after 12 s; workloads that it cut keep nothing',
    );
    expect(contractExitCode(result)).toBe(3);
  });

  it('a workload that never said why it ended is one that was cut', () => {
    const result = evaluateContract(makeReport([goodMetrics()], { complete: false, stoppedBy: { Q1: null } }), year1);
    expect(result.counts.kept).toBe(0);
  });

  it('its failures can still break the contract', () => {
    const metrics = goodMetrics({ failed_requests: 50, error_rate: 0.2 });
    const result = evaluateContract(makeReport([metrics], { ...cut, stoppedBy: { Q1: 'interrupt' } }), year1);
    expect(result.status).toBe('broken');
    expect(result.counts).toMatchObject({ kept: 0, broken: 1 });
  });

  it('too many failures cut a workload too', () => {
    const metrics = goodMetrics({ failed_requests: 3, error_rate: 3 / 203 });
    const result = evaluateContract(makeReport([metrics], { stoppedBy: { Q1: 'max-errors' } }), year1);
    expect(result.counts).toMatchObject({ kept: 0, not_measurable: 6 });
    expect(result.checks[0]!.explanation).toBe('the workload was stopped by too many failures');
  });

  it('an end by duration is an end', () => {
    expect(evaluateContract(makeReport([goodMetrics()], { stoppedBy: { Q1: 'duration' } }), year1).status).toBe('kept');
  });
});

describe('what the reader must know', () => {
  it('a simulated engine is marked', () => {
    const report = makeReport([goodMetrics()], {
      engine: { simulated: true, name: 'simulated engine', profile: 'mock' },
    });
    const result = evaluateContract(report, year1);
    expect(result.simulated).toBe(true);
    expect(result.notes[0]).toBe(
      'SIMULATED: these numbers are made by a formula (simulated engine), not measured on a model',
    );
  });

  it('speculation that is off is a measured 0, broken, with its reason', () => {
    const metrics = goodMetrics({ spec_accept_rate: 0, notes: { spec_accept_rate: 'speculation is off' } });
    const result = evaluateContract(makeReport([metrics]), year3, { allowUnmeasured: ['spec_accept_rate'] });
    expect(result.checks.find(({ metric }) => metric === 'spec_accept_rate')).toMatchObject({
      status: 'broken',
      measured: 0,
      note: 'speculation is off',
    });
    expect(result.status).toBe('broken');
  });

  it('prompts that share no prefix cannot keep a promise on prefix hits', () => {
    const metrics = goodMetrics({ prefix_hit_rate: 0.02 });
    const says =
      'prefix_hit_rate: the prompts of Q1 share no prefix, so there is nothing that a prefix cache could hit';
    expect(evaluateContract(makeReport([metrics]), year3).notes).toContain(says);
    expect(evaluateContract(makeReport([metrics], { distinct: false }), year3).notes).not.toContain(says);
    expect(evaluateContract(makeReport([goodMetrics()]), year3).notes).not.toContain(says);
  });
});

describe('the schema of a judged contract', () => {
  const schema = contractResultSchema();
  const accepts = (value: unknown) => z.fromJSONSchema(schema as never).safeParse(value).success;
  const result = JSON.parse(JSON.stringify(evaluateContract(makeReport([goodMetrics()]), year1)));

  it('accepts a result as it is written, and keys of a newer version', () => {
    expect(schema).toMatchObject({ $id: 'contract-result.schema.json', title: 'ContractResult' });
    expect(result.checks.length).toBeGreaterThan(0);
    expect(accepts(result)).toBe(true);
    expect(accepts({ ...result, new_key: 1 })).toBe(true);
  });

  it('refuses one without its status, or with a status that it does not know', () => {
    const { status: _, ...rest } = result;
    expect(accepts(rest)).toBe(false);
    expect(accepts({ ...result, status: 'perhaps' })).toBe(false);
  });
});
