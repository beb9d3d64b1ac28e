import { describe, expect, it } from 'vitest';
import { pythonFile, pythonFiles } from '../../__fixtures__/python-files.ts';
import { measuredReport } from '../../__fixtures__/reports.ts';
import { renderSummaryFile } from '../files/summary-file.ts';
import { renderWorkloadMetricsFile } from '../files/workload-metrics-file.ts';
import { recogniseForeignFile } from './recognise-foreign-file.ts';

const kinds: Record<string, string> = {
  'compare/compare-offline.json': 'compare',
  'compare/compare-record-no-engine-but-reported-ok.json': 'compare-target',
  'compare/compare-record.json': 'compare-target',
  'compare/comparison.json': 'compare',
  'compare/engine.json': 'compare-target',
  'compare/sagellm.json': 'compare-target',
  'control-plane/hybrid-run.json': 'policy-run-hybrid',
  'control-plane/latency_latency_result.json': 'experiment',
  'control-plane/llm-run-all-failed-but-reported-ok.json': 'policy-run',
  'control-plane/llm-run-no-streaming.json': 'policy-run',
  'control-plane/llm-run.json': 'policy-run',
  'control-plane/rate_sweep_hybrid_hybrid.json': 'rate-sweep',
  'nonstream-compare/comparison.json': 'nonstream-compare',
  'nonstream-compare/engine.json': 'nonstream-target',
  'nonstream-compare/sagellm.json': 'nonstream-target',
  'perf/perf-live.json': 'perf-e2e',
  'perf/perf-operator.json': 'perf-operator',
  'perf/perf-simulate.json': 'perf-e2e',
  'run/Q1_leaderboard.json': 'leaderboard',
  'run/Q1_metrics.json': 'workload-metrics',
  'run/Q4_leaderboard.json': 'leaderboard',
  'run/Q4_metrics.json': 'workload-metrics',
  'run/benchmark_summary.json': 'summary',
  'run/config.json': 'run-config',
  'run/engine-response.json': 'engine-response',
  'run/workload-template.json': 'workload-template',
};

describe('a file of the Python products', () => {
  it('is in the table below, if it is JSON', () => {
    expect(Object.keys(kinds).sort()).toEqual(pythonFiles.filter((name) => name.endsWith('.json')));
  });

  it.each(Object.entries(kinds))('%s is a %s', (name, kind) => {
    const product = name.startsWith('control-plane/') ? 'isagellm-control-plane-benchmark' : 'isagellm-benchmark';
    const found = recogniseForeignFile(JSON.parse(pythonFile(name)), name);
    expect(found).toMatchObject({ kind, product, says: expect.stringContaining(`of the Python ${product}`) });
  });

  it('may be a list of leaderboard entries, the metrics of several workloads, or the flat metrics of early versions', () => {
    const entry = JSON.parse(pythonFile('run/Q1_leaderboard.json'));
    expect(recogniseForeignFile([entry, entry], 'leaderboard_single.json')?.kind).toBe('leaderboard');
    const { metrics } = JSON.parse(pythonFile('run/Q1_metrics.json'));
    expect(recogniseForeignFile(metrics, 'short_input_metrics.json')?.kind).toBe('workload-metrics');
    expect(recogniseForeignFile({ Q1: metrics, Q4: metrics }, 'out.json')?.kind).toBe('workload-metrics');
  });
});

it.each([
  ['our summary', JSON.parse(renderSummaryFile(measuredReport))],
  ['our metrics', JSON.parse(renderWorkloadMetricsFile(measuredReport, 'Q1'))],
  ['an empty object', {}],
  ['an empty list', []],
  ['a list of which one is no entry', [JSON.parse(pythonFile('run/Q1_leaderboard.json')), {}]],
  ['null', null],
  ['a number', 1],
  ['an unknown kind', { kind: 'flamegraph', rows: [] }],
  ['half a summary', { workloads: {} }],
])('%s is none of theirs', (_, value) => {
  expect(recogniseForeignFile(value, 'x.json')).toBeUndefined();
});
