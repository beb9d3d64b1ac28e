import { z } from 'zod';
import { AggregatedMetrics } from './aggregated-metrics.ts';
import { EngineIdentity, RunManifest, SCHEMA_VERSION } from './run-manifest.ts';
import { Arrival } from './run-plan.ts';
import { GateResult } from './slo.ts';
import { VerdictState } from './verdict.ts';

/** What a probe, or all probes of a rate together, said about the rate. Only `held` counts as kept. */
export const ProbeStatus = z.enum([
  'held',
  'not-held',
  /** The run found its own measurement INVALID: nothing is known about the server. */
  'invalid',
  'not-measurable',
  'interrupted',
  'server-died',
]);
export type ProbeStatus = z.infer<typeof ProbeStatus>;

/**
 * How many of all issued requests met a percentile clause. `low` and `high` are a 99 % interval: the wider of Clopper–Pearson
 * (requests independent of each other) and batch means (neighbours in a queue are late together). What cannot be judged, such
 * as requests that were cut, counts as missed in `low` and as met in `high`.
 */
export const Attainment = z.object({
  clause: z.string(),
  /** The share that the clause asks for. */
  asked: z.number().gt(0).lt(1),
  met: z.int().nonnegative(),
  unknown: z.int().nonnegative(),
  issued: z.int().positive(),
  /** Of the share met, from ten stretches of the run. */
  standard_error: z.number().nonnegative(),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
});
export type Attainment = z.infer<typeof Attainment>;

/** Requests in flight over the second half of a probe. */
export const QueueTrend = z.object({
  /** More did not end than chance explains, by as much as in the first half: the queue has no end. */
  unbounded: z.boolean(),
  per_second: z.number(),
  /** Of the requests issued in that time, how many were added to those in flight. */
  share: z.number(),
  /** Student’s t of the mean growth over `batches` stretches of equal length; absent where it never varied. */
  t: z.number().optional(),
  batches: z.int().positive(),
});
export type QueueTrend = z.infer<typeof QueueTrend>;

/** One run of a saturation search, with its own folder. */
export const RateProbe = z.object({
  number: z.int().positive(),
  /** Requests per second, as asked. */
  rate: z.number().positive(),
  seed: z.int().nonnegative(),
  /** Below the folder of the search. */
  folder: z.string(),
  status: ProbeStatus,
  /** False: near the border, where another seed may say otherwise. */
  clear: z.boolean(),
  /** Cut because the queue grew without bound: its figures are those of a part. */
  cut_after_s: z.number().nonnegative().optional(),
  reason: z.string(),
  verdict: VerdictState.optional(),
  attainment: z.array(Attainment),
  queue: QueueTrend.optional(),
  gates: z.array(GateResult),
  metrics: AggregatedMetrics.optional(),
});
export type RateProbe = z.infer<typeof RateProbe>;

/** All probes of one rate. */
export const RatePoint = z.object({
  rate: z.number().positive(),
  /** Absent where the search ended before it was decided. */
  status: ProbeStatus.optional(),
  probes: z.array(z.int().positive()).min(1),
  /** Pooled over the probes whose measurement was not INVALID. */
  attainment: z.array(Attainment),
});
export type RatePoint = z.infer<typeof RatePoint>;

export const SaturationState = z.enum([
  'found',
  'never-held',
  'held-up-to-bound',
  'instrument-limit',
  'not-measurable',
  'interrupted',
  'server-died',
]);
export type SaturationState = z.infer<typeof SaturationState>;

/** saturation.json: the largest rate whose promises are kept, and every probe that says so. */
export const SaturationSearch = z.object({
  schema: z.literal('sagellm-bench/saturation'),
  schema_version: z.literal(SCHEMA_VERSION),
  tool: RunManifest.shape.tool,
  started_at: z.string(),
  /** Absent in a file that was written while the search went on. */
  ended_at: z.string().optional(),
  workload: z.string(),
  engine: EngineIdentity.optional(),
  slo: z.array(z.string()).min(1),
  max_error_rate: z.number(),
  search: z.object({
    from: z.number().positive(),
    to: z.number().positive(),
    precision: z.number().gt(1),
    probe_duration_s: z.number().positive(),
    /** So many each probe has at least: what the percentiles of the SLO need for an interval. */
    least_requests: z.int().positive(),
    arrival: Arrival,
    burstiness: z.number().positive(),
    seed: z.int().nonnegative(),
  }),
  /** Absent while the search goes on. */
  state: SaturationState.optional(),
  /** Largest rate that held, and smallest above it that did not. Each absent where there is none. */
  held_at: z.number().positive().optional(),
  not_held_at: z.number().positive().optional(),
  /** The smallest probed rate whose median E2EL from due is above twice that of the lowest rate, and the rate before it. */
  knee: z.object({ below: z.number().positive(), at: z.number().positive() }).optional(),
  points: z.array(RatePoint),
  probes: z.array(RateProbe),
});
export type SaturationSearch = z.infer<typeof SaturationSearch>;
