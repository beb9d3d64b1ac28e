import { z } from 'zod';
import { AggregatedMetrics } from './aggregated-metrics.ts';
import { EngineIdentity, RunManifest, SCHEMA_VERSION } from './run-manifest.ts';
import { RunPlan } from './run-plan.ts';
import { GateResult } from './slo.ts';
import { Verdict } from './verdict.ts';

/** A run of a sweep; the whole of it is in its folder. */
export const SweepPoint = z.object({
  /** Requests in flight, or requests per second, as the sweep's `axis` says. */
  value: z.number().positive(),
  /** Of the run, from the folder of the sweep. */
  folder: z.string(),
  run_id: z.string(),
  /** Each point has prompts of its own: the same ones again would be answered from a prefix cache. */
  seed: z.int().nonnegative(),
  complete: z.boolean(),
  partial_reason: z.string().optional(),
  /** What `run` would have ended with. */
  exit_code: z.int().nonnegative(),
  verdict: Verdict.optional(),
  gates: z.array(GateResult),
  workloads: z.array(AggregatedMetrics),
});
export type SweepPoint = z.infer<typeof SweepPoint>;

/** The same run at several loads, one after another. */
export const Sweep = z.object({
  schema: z.literal('sagellm-bench/sweep'),
  schema_version: z.literal(SCHEMA_VERSION),
  tool: RunManifest.shape.tool,
  started_at: z.string(),
  ended_at: z.string(),
  status: z.enum(['complete', 'partial']),
  partial_reason: z.string().optional(),
  axis: z.enum(['concurrency', 'rate']),
  /** All points asked for, in their order. */
  values: z.array(z.number().positive()),
  /** What the runs have in common. */
  plan: RunPlan,
  /** Absent where no run began. */
  engine: EngineIdentity.optional(),
  points: z.array(SweepPoint),
  /** What a reader of the curve should know. */
  notes: z.array(z.string()),
});
export type Sweep = z.infer<typeof Sweep>;
