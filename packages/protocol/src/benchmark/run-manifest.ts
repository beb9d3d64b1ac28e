import { z } from 'zod';
import { Calibration } from './calibration.ts';
import { EngineObservation } from './engine-observation.ts';
import { InstrumentHealth } from './instrument-health.ts';
import { PatternFacts } from './pattern-facts.ts';
import { StampSource } from './request-record.ts';
import { RunPlan } from './run-plan.ts';
import { Warning } from './warning.ts';
import { WorkloadSpec } from './workload-spec.ts';

export const SCHEMA_VERSION = 1;

/** What is known of the machine that measured. */
export const HostFacts = z.object({
  os: z.string(),
  kernel: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memory_mb: z.int().positive(),
  node: z.string(),
});
export type HostFacts = z.infer<typeof HostFacts>;

/** Who answered. Unknown facts are absent. */
export const EngineIdentity = z.object({
  backend: z.string(),
  /** True: the numbers are made by a formula, not measured on a model. Said in every output. */
  simulated: z.boolean(),
  name: z.string(),
  version: z.string().optional(),
  url: z.string().optional(),
  model: z.string().optional(),
  model_sha256: z.string().optional(),
  max_model_len: z.int().positive().optional(),
  slots: z.int().positive().optional(),
  speculation: z.enum(['on', 'off']).optional(),
  prefix_cache: z.enum(['on', 'off']).optional(),
  profile: z.string().optional(),
  /** How `--backend auto` knew which server this is. */
  recognised_by: z.string().optional(),
  /** Route of its generation requests. */
  endpoint: z.enum(['chat', 'completions']).optional(),
  /** What a reader should know of figures from this kind of engine. */
  notes: z.array(z.string()).optional(),
  transport: z.string(),
  /** Why this transport, where `auto` chose it or the way to the server needs a word. */
  transport_reason: z.string().optional(),
  stamp_source: StampSource,
});
export type EngineIdentity = z.infer<typeof EngineIdentity>;

export const TokenizerIdentity = z.object({
  name: z.string(),
  /** True where it is the model's own, so that prompts have their nominal length by the engine's count too. */
  own: z.boolean(),
  sha256: z.string().optional(),
});
export type TokenizerIdentity = z.infer<typeof TokenizerIdentity>;

/** Where the prompts came from. */
export const DatasetIdentity = z.object({
  name: z.string(),
  /** The file's own name, without the path to it. */
  file_name: z.string().optional(),
  file_sha256: z.string().optional(),
  /** What the file holds: conversations, lines or workloads. */
  items: z.int().nonnegative().optional(),
  /** How many of them were looked at until enough requests were found; absent where all were. */
  examined: z.int().nonnegative().optional(),
  /** Those that could not be used, counted by reason. */
  skipped: z.record(z.string(), z.int().nonnegative()).optional(),
  /** The options that were given, lengths as their description. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type DatasetIdentity = z.infer<typeof DatasetIdentity>;

export const WorkloadRun = z.object({
  spec: WorkloadSpec,
  pattern: PatternFacts,
  warmup: z.int().nonnegative(),
  duration_s: z.number().positive().optional(),
  /** Why it ended: its requests were done, its time was over, too many errors, an interrupt. */
  stopped_by: z.enum(['requests', 'duration', 'max-errors', 'interrupt']).optional(),
  /** Measured requests that the load loop let go, counted there: the records must be as many. */
  issued: z.int().nonnegative().optional(),
});
export type WorkloadRun = z.infer<typeof WorkloadRun>;

/** `manifest.json`: everything about a run that its records do not say. */
export const RunManifest = z.object({
  schema: z.literal('sagellm-bench/run-manifest'),
  schema_version: z.literal(SCHEMA_VERSION),
  run_id: z.string(),
  tool: z.object({ name: z.string(), version: z.string(), commit: z.string().optional() }),
  /** Wall time of run-relative 0. */
  started_at: z.iso.datetime(),
  /** CLOCK_MONOTONIC at run-relative 0, milliseconds: what another process of this machine stamped can be joined. Absent in virtual time. */
  clock_origin_ms: z.number().optional(),
  ended_at: z.iso.datetime().optional(),
  status: z.enum(['running', 'complete', 'partial']),
  /** Why a run is partial, in words. */
  partial_reason: z.string().optional(),
  seed: z.int().nonnegative(),
  plan: RunPlan,
  host: HostFacts,
  engine: EngineIdentity,
  tokenizer: TokenizerIdentity,
  dataset: DatasetIdentity.optional(),
  workloads: z.array(WorkloadRun),
  observations: z.array(EngineObservation),
  /** One per workload that was measured in real time. */
  health: z.array(InstrumentHealth).optional(),
  /** With `--calibrate`: the instrument's own error under the loads of this run, one per kind of load. */
  calibration: z.array(Calibration).optional(),
  /** Said before or during the run, e.g. a workload that does not fit the model. */
  warnings: z.array(Warning),
});
export type RunManifest = z.infer<typeof RunManifest>;
