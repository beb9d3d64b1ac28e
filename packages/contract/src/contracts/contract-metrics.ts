import { AggregatedMetrics, type MetricDefinition, metricCatalog } from '@sagellm/bench-protocol';

type KeysOf<Value> = {
  [Key in keyof AggregatedMetrics]-?: NonNullable<AggregatedMetrics[Key]> extends Value ? Key : never;
}[keyof AggregatedMetrics];

/** A metric that a contract may speak of: a number or a distribution of a workload that the catalog defines. */
export type ContractMetric = Exclude<KeysOf<number> | KeysOf<{ p50: number }>, `${string}_requests`>;

/** The catalog's rows that stand in a workload's metrics, in the catalog's order. */
export const contractMetrics: readonly (MetricDefinition & { key: ContractMetric })[] = metricCatalog.filter(
  (metric): metric is MetricDefinition & { key: ContractMetric } => metric.key in AggregatedMetrics.shape,
);

export function metricDefinition(key: ContractMetric): MetricDefinition {
  return contractMetrics.find((metric) => metric.key === key)!;
}
