import { describe, expect, it } from 'vitest';
import { goodMetrics, makeReport, series, without } from '../../__fixtures__/make-report.ts';
import type { ContractCheck } from '../evaluation/contract-result.ts';
import { evaluateContract } from '../evaluation/evaluate-contract.ts';
import type { ContractRow } from './contract.ts';
import { builtinContracts, findContract } from './year-contracts.ts';

const rows = builtinContracts.flatMap((contract) => contract.rows.map((row) => ({ contract, row })));

/** A report whose one workload has a value for a row's number, and is good in everything else. */
function reportWith({ metric, statistic }: ContractRow, value: number) {
  const found = statistic === 'value' ? value : series(200, value, { std: 0 });
  return makeReport([goodMetrics({ [metric]: found })]);
}

function checkOf(row: ContractRow, contract: (typeof builtinContracts)[number], value: number): ContractCheck {
  return evaluateContract(reportWith(row, value), contract).checks.find(({ metric }) => metric === row.metric)!;
}

describe('the built-in contracts', () => {
  it('promise what the years promise', () => {
    const table = builtinContracts.map(({ name, rows: all }) => [
      name,
      Object.fromEntries(
        all.map(({ metric, statistic, comparator, limit }) => [metric, `${statistic} ${comparator} ${limit}`]),
      ),
    ]);
    expect(Object.fromEntries(table)).toEqual({
      year1: {
        ttft_ms: 'mean <= 100',
        tbt_ms: 'mean <= 20',
        tpot_ms: 'mean <= 20',
        throughput_tps: 'mean >= 50',
        error_rate: 'value <= 0.05',
        peak_mem_mb: 'value <= 32768',
      },
      year2: {
        ttft_ms: 'mean <= 50',
        tbt_ms: 'mean <= 10',
        tpot_ms: 'mean <= 10',
        throughput_tps: 'mean >= 100',
        error_rate: 'value <= 0.02',
        peak_mem_mb: 'value <= 24576',
        prefix_hit_rate: 'value >= 0.7',
      },
      year3: {
        ttft_ms: 'mean <= 30',
        tbt_ms: 'mean <= 5',
        tpot_ms: 'mean <= 5',
        throughput_tps: 'mean >= 200',
        error_rate: 'value <= 0.01',
        peak_mem_mb: 'value <= 16384',
        prefix_hit_rate: 'value >= 0.85',
        spec_accept_rate: 'value >= 0.6',
      },
    });
    expect(rows.every(({ row }) => row.severity === 'required' && row.workloads === undefined)).toBe(true);
  });

  it('are found by name, whatever its case', () => {
    expect(findContract(' Year2 ')?.name).toBe('year2');
    expect(findContract('year4')).toBeUndefined();
    expect(findContract('')).toBeUndefined();
  });
});

describe.each(rows)('$contract.name: $row.metric $row.comparator $row.limit', ({ contract, row }) => {
  const { limit, comparator } = row;
  const inside = comparator === '<=' ? limit * 0.9 : limit * 1.05;
  const outside = comparator === '<=' ? limit * 1.001 : limit * 0.999;

  it('is kept on the right side of the limit, and so is the contract', () => {
    expect(checkOf(row, contract, inside)).toMatchObject({ status: 'kept', measured: inside });
    expect(evaluateContract(reportWith(row, inside), contract).status).toBe('kept');
  });

  it('is kept at the limit', () => {
    expect(checkOf(row, contract, limit)).toMatchObject({ status: 'kept', measured: limit });
  });

  it('is broken beyond it, and so is the contract', () => {
    expect(checkOf(row, contract, outside)).toMatchObject({ status: 'broken', measured: outside });
    expect(evaluateContract(reportWith(row, outside), contract).status).toBe('broken');
  });

  it('is not measurable where nobody measured it, and the contract is not kept', () => {
    const result = evaluateContract(makeReport([without(goodMetrics(), row.metric)]), contract);
    const check = result.checks.find(({ metric }) => metric === row.metric)!;
    expect(check.status).toBe('not-measurable');
    expect(check).not.toHaveProperty('measured');
    expect(result.status).toBe('not-measurable');
  });
});
