import { z } from 'zod';
import { AggregatedMetrics } from '../benchmark/aggregated-metrics.ts';
import { EngineIdentity, SCHEMA_VERSION, TokenizerIdentity } from '../benchmark/run-manifest.ts';
import { FlatMetrics } from './flat-metrics.ts';

/** `<workload>_metrics.json`: the flat numbers of one workload, and under `metrics` all of them with their spread. */
export const WorkloadMetricsFile = z.object({
  schema: z.literal('sagellm-bench/workload-metrics'),
  schema_version: z.literal(SCHEMA_VERSION),
  workload: z.string(),
  run_id: z.string(),
  complete: z.boolean().describe('false: the run ended early, the numbers cover what ran before'),
  simulated: z.boolean().describe('true: the numbers are made by a formula, not measured on a model'),
  engine: EngineIdentity,
  tokenizer: TokenizerIdentity,
  ...FlatMetrics.shape,
  metrics: AggregatedMetrics,
});
export type WorkloadMetricsFile = z.infer<typeof WorkloadMetricsFile>;
