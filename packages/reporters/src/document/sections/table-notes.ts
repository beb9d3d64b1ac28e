import type { AggregatedMetrics } from '@sagellm/bench-protocol';
import { isReliableAnywhere, valuesNeeded } from '../../values/workload-rows.ts';
import type { Block } from '../blocks.ts';

type SeriesKey = keyof AggregatedMetrics & `${string}_ms`;

/** What the marks in a table mean, nothing where none is used. */
export function tableNotes(workloads: AggregatedMetrics[], keys: SeriesKey[]): Block[] {
  const texts = [smallSamplesText(workloads, keys), keys.includes('itl_ms') ? amortisedText(workloads) : undefined];
  const items = texts.filter((text) => text !== undefined).map((text) => ({ text, tone: 'dim' }) as const);
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

function smallSamplesText(workloads: AggregatedMetrics[], keys: SeriesKey[]): string | undefined {
  const unsure = (percentile: 'p50' | 'p95') => keys.filter((key) => isUnsure(workloads, key, percentile));
  const needed = valuesNeeded(0.95);
  const withoutP95 = unsure('p95').some((key) => !isReliableAnywhere(workloads, `${key}.p95`));
  const parts = [
    unsure('p50').length > 0 ? `~ median of fewer than ${valuesNeeded(0.5)} values` : undefined,
    withoutP95
      ? `max where no workload has the ${needed} values of a p95`
      : unsure('p95').length > 0
        ? `n too small: a p95 needs ${needed} values`
        : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join('; ') : undefined;
}

function isUnsure(workloads: AggregatedMetrics[], key: SeriesKey, percentile: 'p50' | 'p95'): boolean {
  return workloads.some((metrics) => {
    const held = metrics[key];
    return typeof held === 'object' && !held.reliable[percentile];
  });
}

function amortisedText(workloads: AggregatedMetrics[]): string | undefined {
  const amortised = workloads.filter((metrics) => metrics.itl_amortised).map((metrics) => metrics.workload);
  if (amortised.length === 0) return undefined;
  const where = amortised.length === workloads.length && amortised.length > 2 ? 'all workloads' : amortised.join(', ');
  return `ITL amortised (a read that brought several tokens has its gap divided over them): ${where}`;
}
