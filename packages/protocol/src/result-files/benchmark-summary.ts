import { z } from 'zod';
import { AggregatedMetrics } from '../benchmark/aggregated-metrics.ts';
import { BenchmarkReport } from '../benchmark/benchmark-report.ts';
import { SCHEMA_VERSION } from '../benchmark/run-manifest.ts';
import { FlatMetrics } from './flat-metrics.ts';

/**
 * `benchmark_summary.json`: the whole report of a run. `overall` and `workloads.<name>` keep the spelling of the
 * Python product; the rest is what a report is made of, so that it can be rendered again in any format.
 */
export const BenchmarkSummary = z.object({
  schema: z.literal('sagellm-bench/summary'),
  schema_version: z.literal(SCHEMA_VERSION),
  overall: BenchmarkReport.shape.overall,
  workloads: z.record(z.string(), z.object({ ...FlatMetrics.shape, metrics: AggregatedMetrics })),
  complete: BenchmarkReport.shape.complete,
  manifest: BenchmarkReport.shape.manifest,
  gates: BenchmarkReport.shape.gates,
  verdict: BenchmarkReport.shape.verdict,
  warnings: BenchmarkReport.shape.warnings,
  unmeasured: BenchmarkReport.shape.unmeasured,
});
export type BenchmarkSummary = z.infer<typeof BenchmarkSummary>;
