import { z } from 'zod';
import { AggregatedMetrics } from './aggregated-metrics.ts';
import { RunManifest, SCHEMA_VERSION } from './run-manifest.ts';
import { GateResult } from './slo.ts';
import { Verdict } from './verdict.ts';
import { Warning } from './warning.ts';

export const OverallCounts = z.object({
  total_workloads: z.int().nonnegative(),
  total_requests: z.int().nonnegative(),
  successful_requests: z.int().nonnegative(),
  failed_requests: z.int().nonnegative(),
  cancelled_requests: z.int().nonnegative(),
  error_rate: z.number().min(0).max(1).optional(),
});
export type OverallCounts = z.infer<typeof OverallCounts>;

/** A number that a reader will look for and that could not be measured, and why. */
export const Unmeasured = z.object({ key: z.string(), reason: z.string(), workloads: z.array(z.string()) });
export type Unmeasured = z.infer<typeof Unmeasured>;

/** A run, judged. Made from the manifest and the records alone; all reporters read this and nothing else. */
export const BenchmarkReport = z.object({
  schema: z.literal('sagellm-bench/report'),
  schema_version: z.literal(SCHEMA_VERSION),
  complete: z.boolean(),
  manifest: RunManifest,
  overall: OverallCounts,
  workloads: z.array(AggregatedMetrics),
  gates: z.array(GateResult),
  /** Absent in reports of versions before the instrument judged itself. */
  verdict: Verdict.optional(),
  warnings: z.array(Warning),
  unmeasured: z.array(Unmeasured),
});
export type BenchmarkReport = z.infer<typeof BenchmarkReport>;
