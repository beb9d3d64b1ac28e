import { AggregatedMetrics, metricCatalog } from '@sagellm/bench-protocol';
import { expect, it } from 'vitest';
import { contractMetrics } from './contract-metrics.ts';

it('every metric of the catalog stands in a workload’s metrics, so that a contract can speak of it', () => {
  expect(contractMetrics.map(({ key }) => key)).toEqual(metricCatalog.map(({ key }) => key));
  for (const { key } of contractMetrics) expect(AggregatedMetrics.shape).toHaveProperty(key);
});
