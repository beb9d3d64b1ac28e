import { describe, expect, it } from 'vitest';
import { pythonFile } from '../../__fixtures__/python-files.ts';
import { measuredReport } from '../../__fixtures__/reports.ts';
import { parseReportFile } from './parse-report-file.ts';
import { renderSummaryFile } from './summary-file.ts';

describe('parseReportFile', () => {
  it('gives a summary of this program as a report', () => {
    const file = parseReportFile(renderSummaryFile(measuredReport), 'benchmark_summary.json');
    expect(file).toEqual({ kind: 'ours', report: measuredReport });
  });

  it('gives a file of the Python products as what it is, never as a report of ours', () => {
    const file = parseReportFile(`\uFEFF${pythonFile('run/benchmark_summary.json')}`, 'old/benchmark_summary.json');
    expect(file.kind).toBe('foreign');
    expect(file.report).toMatchObject({
      kind: 'summary',
      simulated: false,
      origin: { product: 'isagellm-benchmark', command: 'run', file: 'old/benchmark_summary.json' },
    });
  });

  it('reads Python’s NaN and Infinity as absent, and says so', () => {
    const text = pythonFile('control-plane/latency_latency_result.json')
      .replace('"mean_ms": 653.2275676727295', '"mean_ms": NaN')
      .replace('"lowest_p50": 653.2275676727295', '"lowest_p50": Infinity');
    const { report } = parseReportFile(text, 'result.json');
    expect(report).toMatchObject({
      kind: 'experiment',
      doubts: expect.arrayContaining([expect.objectContaining({ code: 'not-a-number' })]),
    });
    expect(JSON.stringify(report)).not.toContain('"latency_stats.mean_ms":653');
  });
});

describe('what cannot be shown ends in one sentence and exit code 2', () => {
  it.each([
    ['control-plane/llm-run.csv', 'a CSV table of the Python isagellm-control-plane-benchmark'],
    ['control-plane/hybrid-run.csv', 'a CSV table of the Python isagellm-control-plane-benchmark'],
    ['control-plane/llm.yaml', 'not JSON'],
    ['run/report.md', 'not JSON'],
    ['run/engine-stream.jsonl', 'not JSON'],
    ['run/config.json', 'the settings of the Python isagellm-benchmark, without results'],
    ['run/engine-response.json', 'one answer of an engine of the Python isagellm-benchmark, without results'],
    ['run/workload-template.json', 'workloads to run of the Python isagellm-benchmark, without results'],
  ])('%s is %s', (name, what) => {
    expect(refusal(pythonFile(name), name)).toContain(`${name}: ${what}`);
  });

  it.each([
    ['', 'not JSON'],
    ['[]', 'the file holds no JSON object'],
    ['{}', 'a JSON file without schema, not a summary'],
    ['{"hello": NaN}', 'not JSON'],
    ['{"schema":"sagellm-bench/workload-metrics"}', 'a file of schema sagellm-bench/workload-metrics, not a summary'],
  ])('%j is %s', (text, what) => {
    expect(refusal(text, 'x.json')).toContain(what);
  });
});

function refusal(text: string, name: string): string {
  try {
    parseReportFile(text, name);
  } catch (error) {
    expect(error).toMatchObject({ name: 'BenchmarkError', exitCode: 2, remedy: expect.any(String) });
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}
