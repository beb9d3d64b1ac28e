import type { GateResult } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import { gates } from './gates.ts';

const gate = (rest: Partial<GateResult>): GateResult => ({
  gate: 'ttft_ms:mean<200',
  workload: 'Q1',
  status: 'kept',
  measured: 20,
  limit: 200,
  explanation: 'mean of 5 of 5 completed requests',
  ...rest,
});

const lines = (results: GateResult[]) =>
  gates({ ...measuredReport, gates: results }, 'glance').flatMap((block) =>
    block.kind === 'list' ? block.items.map(({ label, text }) => `${label}: ${text}`) : [],
  );

describe('gates', () => {
  it('puts broken ones first and kept ones of the same promise in one line', () => {
    const results = [
      gate({ gate: 'max_error_rate', workload: undefined, measured: 0, limit: 0.01 }),
      gate({ gate: 'max_error_rate', measured: 0, limit: 0.01 }),
      gate({ status: 'not-measurable', measured: undefined, explanation: 'no request completed' }),
      gate({ status: 'broken', measured: 250, workload: 'Q5' }),
    ];
    expect(lines(results)).toEqual([
      'BROKEN: ttft_ms:mean<200 on Q5: 250 ms: mean of 5 of 5 completed requests',
      'not measurable: ttft_ms:mean<200 on Q1: no request completed',
      'kept: max_error_rate (limit 1 %) on the run, Q1',
    ]);
  });

  it('writes a value out that rounding would make equal to its limit', () => {
    expect(lines([gate({ status: 'broken', measured: 200.04 })])[0]).toContain('200.04 ms');
    const share = gate({ gate: 'max_error_rate', status: 'broken', measured: 0.01001, limit: 0.01 });
    expect(lines([share])[0]).toContain('1.001 % (limit 1 %)');
  });

  it('does not spell out a promise that every one of many workloads kept', () => {
    const names = ['Q1', 'Q2', 'Q3'];
    const report = {
      ...measuredReport,
      workloads: names.map((workload) => ({ ...measuredReport.workloads[0]!, workload })),
      gates: [undefined, ...names].map((workload) => gate({ workload })),
    };
    const text = (cut: number) => {
      const [, list] = gates({ ...report, gates: report.gates.slice(0, cut) }, 'glance');
      return list?.kind === 'list' ? list.items[0]?.text : undefined;
    };
    expect(text(4)).toBe('ttft_ms:mean<200 on the run, each of the 3 workloads');
    expect(text(3)).toBe('ttft_ms:mean<200 on the run, Q1, Q2');
  });

  it('is no section where nothing was promised', () => {
    expect(gates({ ...measuredReport, gates: [] }, 'full')).toEqual([]);
  });
});
