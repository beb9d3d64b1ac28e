import { BenchmarkSummary, WorkloadMetricsFile } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../__fixtures__/reports.ts';
import { jsonReporter } from '../formats/json.ts';
import { parseSummaryFile } from './parse-summary-file.ts';
import { renderSummaryFile } from './summary-file.ts';
import { renderWorkloadMetricsFile } from './workload-metrics-file.ts';

describe('benchmark_summary.json', () => {
  it.each([
    ['measured', measuredReport],
    ['simulated and partial', simulatedReport],
    ['empty', { ...measuredReport, workloads: [] }],
  ])('gives the same report back: %s', (_, report) => {
    const read = parseSummaryFile(renderSummaryFile(report), 'benchmark_summary.json');
    expect(read).toEqual(report);
    expect(parseSummaryFile(renderSummaryFile(read), 'benchmark_summary.json')).toEqual(report);
  });

  it('answers the questions that people ask with jq', () => {
    const summary = JSON.parse(renderSummaryFile(measuredReport));
    expect(summary.overall).toMatchObject({ total_workloads: 2, total_requests: 210, failed_requests: 4 });
    expect(summary.workloads.Q1.avg_ttft_ms).toBe(12.34);
    expect(summary.workloads.Q5.failed_requests).toBe(4);
    expect(summary.workloads.Q5).not.toHaveProperty('prefix_hit_rate');
    expect(BenchmarkSummary.parse(summary)).toEqual(summary);
  });

  it('keeps the order of workloads whose names look like numbers', () => {
    const names = ['10', '2'];
    const rename = <T>(list: T[], change: (item: T, name: string) => T) =>
      list.map((item, i) => change(item, names[i]!));
    const { manifest } = measuredReport;
    const report = {
      ...measuredReport,
      workloads: rename(measuredReport.workloads, (metrics, workload) => ({ ...metrics, workload })),
      manifest: {
        ...manifest,
        workloads: rename(manifest.workloads, (run, name) => ({ ...run, spec: { ...run.spec, name } })),
      },
    };
    expect(parseSummaryFile(renderSummaryFile(report), 'x').workloads.map(({ workload }) => workload)).toEqual(names);
  });

  it('is not written where two workloads would overwrite each other', () => {
    const workloads = [measuredReport.workloads[0]!, measuredReport.workloads[0]!];
    expect(() => renderSummaryFile({ ...measuredReport, workloads })).toThrow('same name');
  });
});

describe('parseSummaryFile', () => {
  const summary = () => JSON.parse(renderSummaryFile(measuredReport));
  const message = (text: string) => {
    try {
      parseSummaryFile(text, 'results/benchmark_summary.json');
    } catch (error) {
      expect(error).toMatchObject({ name: 'BenchmarkError', exitCode: 2, remedy: expect.any(String) });
      return (error as Error).message;
    }
    throw new Error('it was accepted');
  };

  it('also reads what --format json wrote, and a file that begins with a byte order mark', () => {
    const json = jsonReporter.render(measuredReport, { color: false });
    expect(parseSummaryFile(json, 'report.json')).toEqual(measuredReport);
    expect(parseSummaryFile(`\uFEFF${json}`, 'report.json')).toEqual(measuredReport);
  });

  it('says of a summary of the Python product what it is', () => {
    const python = {
      workloads: { Q1: { total_requests: 4, successful_requests: 4, failed_requests: 0, avg_ttft_ms: 41.91 } },
      overall: { total_workloads: 1, total_requests: 4, successful_requests: 4, failed_requests: 0 },
    };
    expect(message(JSON.stringify(python))).toBe(
      'results/benchmark_summary.json: a summary of the Python isagellm-benchmark; its numbers are shown by `report` with their doubts, and used for nothing else',
    );
  });

  it('names the first wrong key', () => {
    const wrong = summary();
    wrong.workloads.Q1.metrics.ttft_ms.p95 = 'fast';
    expect(message(JSON.stringify(wrong))).toMatch(
      /^results\/benchmark_summary\.json: workloads\.Q1\.metrics\.ttft_ms\.p95: /,
    );
    const { overall: _, ...headless } = summary();
    expect(message(JSON.stringify(headless))).toMatch(/^results\/benchmark_summary\.json: overall: /);
  });

  it('refuses another schema version instead of guessing', () => {
    expect(message(JSON.stringify({ ...summary(), schema_version: 2 }))).toBe(
      'results/benchmark_summary.json: has schema_version 2, this program reads version 1',
    );
  });

  it.each([
    ['', 'not JSON'],
    ['{"schema": ', 'not JSON'],
    ['[]', 'the file holds no JSON object'],
    ['null', 'the file holds no JSON object'],
    ['{}', 'a JSON file without schema, not a summary'],
    ['{"schema":"sagellm-bench/workload-metrics"}', 'a file of schema sagellm-bench/workload-metrics, not a summary'],
  ])('says of %j that it is %s', (text, what) => {
    expect(message(text)).toContain(what);
  });
});

describe('<workload>_metrics.json', () => {
  it('is flat, says what was measured, and carries the nested metrics', () => {
    const file = JSON.parse(renderWorkloadMetricsFile(simulatedReport, 'Q1'));
    expect(file).toMatchObject({
      schema: 'sagellm-bench/workload-metrics',
      schema_version: 1,
      workload: 'Q1',
      simulated: true,
      complete: false,
      avg_ttft_ms: 10,
      cancelled_requests: 1,
      metrics: simulatedReport.workloads[0],
    });
    expect(WorkloadMetricsFile.parse(file)).toEqual(file);
  });

  it('is not made for a workload that was not run', () => {
    expect(() => renderWorkloadMetricsFile(simulatedReport, 'Q9')).toThrow('the report has no workload Q9');
  });
});
