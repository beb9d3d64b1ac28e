import type { Contract, ContractRow } from './contract.ts';
import { type ContractMetric, metricDefinition } from './contract-metrics.ts';

/** The limits of each year; a year that has none leaves the metric out. All of them include the limit itself. */
const LIMITS: readonly [ContractMetric, ContractRow['comparator'], ...(number | undefined)[]][] = [
  // metric                      year1  year2  year3
  ['ttft_ms', '<=', 100, 50, 30],
  ['tbt_ms', '<=', 20, 10, 5],
  ['tpot_ms', '<=', 20, 10, 5],
  ['throughput_tps', '>=', 50, 100, 200],
  ['error_rate', '<=', 0.05, 0.02, 0.01],
  ['peak_mem_mb', '<=', 32_768, 24_576, 16_384],
  ['prefix_hit_rate', '>=', undefined, 0.7, 0.85],
  ['spec_accept_rate', '>=', undefined, undefined, 0.6],
];

/** Year1, Year2 and Year3: what sageLLM promises of its releases. */
export const builtinContracts: readonly Contract[] = [1, 2, 3].map((year) => ({
  name: `year${year}`,
  description: `what sageLLM promises for year ${year}`,
  rows: LIMITS.flatMap(([metric, comparator, ...limits]): ContractRow[] => {
    const limit = limits[year - 1];
    if (limit === undefined) return [];
    const statistic = metricDefinition(metric).shape === 'distribution' ? 'mean' : 'value';
    return [{ metric, statistic, comparator, limit, severity: 'required' }];
  }),
}));

/** The built-in contract of a name (`year1`, `Year1`), or nothing: then it is a file's name, or a mistake. */
export function findContract(name: string): Contract | undefined {
  const wanted = name.trim().toLowerCase();
  return builtinContracts.find((contract) => contract.name === wanted);
}
