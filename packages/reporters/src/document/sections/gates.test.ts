import type { GateResult } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import { gateItems, gates } from './gates.ts';

const gate = (rest: Partial<GateResult>): GateResult => ({
  gate: 'ttft_ms:mean<200',
  workload: 'Q1',
  status: 'kept',
  measured: 20,
  limit: 200,
  explanation: 'mean of 5 of 5 completed requests',
  ...rest,
});

const lines = (results: GateResult[], workloads = measuredReport.workloads) =>
  gateItems({ ...measuredReport, workloads, gates: results }).map(({ label, text }) => `${label}: ${text}`);

describe('gates at a glance', () => {
  it('puts broken ones last and a promise that fared alike in one line', () => {
    const results = [
      gate({ gate: 'max_error_rate', workload: undefined, measured: 0, limit: 0.01 }),
      gate({ gate: 'max_error_rate', measured: 0, limit: 0.01 }),
      gate({ status: 'broken', measured: 250, workload: 'Q5' }),
      gate({ status: 'not-measurable', measured: undefined, explanation: 'no request completed' }),
    ];
    expect(lines(results)).toEqual([
      'gate kept: max_error_rate (limit 1 %) on the run, Q1',
      'gate not measurable: ttft_ms:mean<200 on Q1: no request completed',
      'gate BROKEN: ttft_ms:mean<200 on Q5 250 ms: mean of 5 of 5 completed requests',
    ]);
  });

  it('explains what was broken once, and leaves explanations that differ to the page', () => {
    const on = (workload: string | undefined, measured: number, explanation: string) =>
      gate({ gate: 'max_error_rate', status: 'broken', limit: 0.01, workload, measured, explanation });
    expect(lines([on(undefined, 0.5, '5 of 10 failed'), on('Q5', 0.5, '5 of 10 failed')])).toEqual([
      'gate BROKEN: max_error_rate (limit 1 %) on the run 50 %, Q5 50 %: 5 of 10 failed',
    ]);
    expect(lines([on('Q1', 0.5, '5 of 10 failed'), on('Q5', 0.25, '1 of 4 failed')])).toEqual([
      'gate BROKEN: max_error_rate (limit 1 %) on Q1 50 %, Q5 25 %',
    ]);
  });

  it('says of what could not be measured how little there was', () => {
    const small = (workload: string, n: number) =>
      gate({ workload, status: 'not-measurable', measured: undefined, explanation: `n = ${n}; 104 are needed` });
    expect(lines([small('Q1', 5), small('Q5', 10)])).toEqual([
      'gate not measurable: ttft_ms:mean<200 on Q1, Q5: n = 5 to 10; 104 are needed',
    ]);
  });

  it('writes a value out that rounding would make equal to its limit', () => {
    expect(lines([gate({ status: 'broken', measured: 200.04 })])[0]).toContain('200.04 ms');
    const share = gate({ gate: 'max_error_rate', status: 'broken', measured: 0.01001, limit: 0.01 });
    expect(lines([share])[0]).toContain('(limit 1 %) on Q1 1.001 %');
  });

  it('does not spell out a promise that every one of many workloads kept', () => {
    const names = ['Q1', 'Q2', 'Q3'];
    const workloads = names.map((workload) => ({ ...measuredReport.workloads[0]!, workload }));
    const all = [undefined, ...names].map((workload) => gate({ workload }));
    expect(lines(all, workloads)).toEqual(['gate kept: ttft_ms:mean<200 on the run, each of the 3 workloads']);
    expect(lines(all.slice(0, 3), workloads)).toEqual(['gate kept: ttft_ms:mean<200 on the run, Q1, Q2']);
  });

  it('are no line and no section where nothing was promised', () => {
    expect(lines([])).toEqual([]);
    expect(gates({ ...measuredReport, gates: [] })).toEqual([]);
  });
});
