import { latencyMetrics } from './latency.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { throughputMetrics } from './throughput.ts';
import { tokenAndEngineMetrics } from './tokens-and-engine.ts';

/** Every number that the suite prints, each with its one definition. */
export const metricCatalog: readonly MetricDefinition[] = [
  ...latencyMetrics,
  ...throughputMetrics,
  ...tokenAndEngineMetrics,
];

/** The row of a key or label; case does not matter, and `ttft` finds `ttft_ms`. */
export function findMetric(name: string): MetricDefinition | undefined {
  const wanted = name.trim().toLowerCase().replaceAll('-', '_');
  const spellings = (metric: MetricDefinition) => [
    metric.key,
    metric.key.replace(/_(ms|tps|rps|mb)$/, ''),
    metric.label.toLowerCase(),
  ];
  return metricCatalog.find((metric) => spellings(metric).includes(wanted));
}
