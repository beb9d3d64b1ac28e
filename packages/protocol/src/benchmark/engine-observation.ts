import { z } from 'zod';

/**
 * What the engine, not the client, told about one workload: differences of its counters over the workload's window,
 * gauges sampled during it, memory of its process. Kept in the manifest, so that a report can be made again.
 */
export const EngineObservation = z.object({
  workload: z.string(),
  prefix_hit_rate: z.number().min(0).max(1).optional(),
  spec_accept_rate: z.number().min(0).max(1).optional(),
  kv_used_tokens: z.number().nonnegative().optional(),
  kv_used_bytes: z.number().nonnegative().optional(),
  evict_count: z.number().nonnegative().optional(),
  evict_ms: z.number().nonnegative().optional(),
  peak_mem_mb: z.number().nonnegative().optional(),
  avg_mem_mb: z.number().nonnegative().optional(),
  /** Source of each key present, or the reason of a 0 that is known ("speculation is off"). */
  sources: z.record(z.string(), z.string()),
  /** What this engine tells beyond any metric, by a name for people, e.g. how many of its batches held several requests. */
  extras: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
});
export type EngineObservation = z.infer<typeof EngineObservation>;
