import type { BenchmarkReport, OverallCounts } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../../__fixtures__/reports.ts';
import { closing } from './closing.ts';

const lines = (report: BenchmarkReport) =>
  closing(report).flatMap((block) =>
    block.kind === 'list' ? block.items.map(({ label, text }) => (label ? `${label}: ${text}` : text)) : [],
  );
const bare = { ...measuredReport, gates: [], warnings: [] };
const counted = (counts: Partial<OverallCounts>) => lines({ ...bare, overall: { ...bare.overall, ...counts } })[0];

describe('the outcome', () => {
  it('says of a run without failures that it is complete', () => {
    expect(counted({ successful_requests: 210, failed_requests: 0, error_rate: 0, total_workloads: 1 })).toBe(
      'complete: 210 of 210 requests completed in 1 workload, 0 failed',
    );
  });

  it('never calls a run with failures plainly complete', () => {
    expect(counted({})).toBe(
      'complete, with FAILURES: 206 of 210 requests completed in 2 workloads, 4 failed (error rate 1.9 %)',
    );
    expect(counted({ successful_requests: 0, failed_requests: 210, error_rate: 1 })).toBe(
      'NOTHING COMPLETED: 0 of 210 requests completed in 2 workloads, 210 failed (error rate 100 %)',
    );
  });

  it('says why a run is partial, and what our own stop cut', () => {
    expect(lines(simulatedReport)).toEqual([
      'PARTIAL: interrupted after 1.5 s; 5 of 6 requests completed in 1 workload, 0 failed and 1 cancelled',
    ]);
    const { partial_reason: _, ...manifest } = simulatedReport.manifest;
    expect(lines({ ...simulatedReport, manifest })).toEqual([
      'PARTIAL: the run did not end as planned; 5 of 6 requests completed in 1 workload, 0 failed and 1 cancelled',
      'cut short: Q1 by an interrupt',
    ]);
  });

  it('ends with what failed and which promises were broken', () => {
    const warnings = [{ code: 'failed-http', message: 'Requests failed (http 500): 4 of 10.', workload: 'Q5' }];
    expect(lines({ ...measuredReport, warnings }).slice(1)).toEqual([
      'Q5: Requests failed (http 500): 4 of 10.',
      'gate kept: ttft_ms:p95<200 on Q1',
      'gate not measurable: ttft_ms:p95<200 on Q5: 6 of 10 issued requests kept ttft_ms < 200 ms, 10 needed; n is too small for this percentile: 104 requests are needed',
      'gate BROKEN: max_error_rate (limit 1 %) on Q5 40 %: 4 of 10 requests that ended failed',
    ]);
  });
});
