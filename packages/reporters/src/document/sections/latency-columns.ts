import type { AggregatedMetrics } from '@sagellm/bench-protocol';
import { isReliableAnywhere } from '../../values/workload-rows.ts';
import { type ShownColumn, shown } from './workload-table.ts';

type Ranks = { mean?: number; p50: number; high: number };

/** Mean, median and p95; where no workload has enough values for a p95, the largest value stands in its place. */
export function latencyColumns(
  workloads: AggregatedMetrics[],
  key: string,
  label: string,
  ranks: Ranks,
): ShownColumn[] {
  const high = isReliableAnywhere(workloads, `${key}.p95`) ? 'p95' : 'max';
  const heading = { title: label, unit: 'ms' };
  return [
    ...(ranks.mean === undefined ? [] : [shown(`${key}.mean`, { ...heading, detail: 'mean' }, ranks.mean)]),
    shown(`${key}.p50`, { ...heading, detail: 'p50' }, ranks.p50),
    shown(`${key}.${high}`, { ...heading, detail: high }, ranks.high),
  ];
}

export function decodeColumns(workloads: AggregatedMetrics[]): ShownColumn[] {
  const high = isReliableAnywhere(workloads, 'itl_ms.p95') ? 'p95' : 'max';
  return [
    shown('itl_ms.mean', { title: 'ITL', unit: 'ms', detail: 'mean' }, 7),
    shown(`itl_ms.${high}`, { title: 'ITL', unit: 'ms', detail: high }, 8),
    shown('tbt_ms.mean', { title: 'TBT', unit: 'ms', detail: 'mean' }, 9),
    shown('tpot_ms.mean', { title: 'TPOT', unit: 'ms', detail: 'mean' }, 2),
  ];
}
