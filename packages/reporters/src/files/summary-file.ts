import { type BenchmarkReport, type BenchmarkSummary, SCHEMA_VERSION } from '@sagellm/bench-protocol';
import { flatMetrics } from './flat-metrics.ts';
import { jsonText } from './json-text.ts';

/** The text of `benchmark_summary.json`; `parseSummaryFile` makes the same report of it again. */
export function renderSummaryFile(report: BenchmarkReport): string {
  const { overall, complete, manifest, gates, verdict, warnings, unmeasured } = report;
  const named = new Map(report.workloads.map((metrics) => [metrics.workload, metrics]));
  if (named.size < report.workloads.length) throw new Error('two workloads of the report have the same name');
  const summary: BenchmarkSummary = {
    schema: 'sagellm-bench/summary',
    schema_version: SCHEMA_VERSION,
    overall,
    workloads: Object.fromEntries(
      [...named].map(([name, metrics]) => [name, { ...flatMetrics(metrics, manifest), metrics }]),
    ),
    complete,
    gates,
    ...(verdict ? { verdict } : {}),
    warnings,
    unmeasured,
    manifest,
  };
  return jsonText(summary);
}
