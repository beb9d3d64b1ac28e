import { type AggregatedMetrics, PERCENTILES, type PercentileName } from '@sagellm/bench-protocol';
import { rangeText } from '../../values/number-ranges.ts';
import { countText } from '../../values/number-text.ts';
import { valuesNeeded } from '../../values/workload-rows.ts';
import type { Item } from '../blocks.ts';

type Series = 'e2el_ms' | 'itl_ms';

/** Which percentiles n was too small for, in a line: E2EL stands for all numbers of which a request has one. */
export function smallSamples(workloads: readonly AggregatedMetrics[], series: Series): Item | undefined {
  const unsure = PERCENTILE_NAMES.filter((name) =>
    workloads.some((metrics) => metrics[series]?.reliable[name] === false),
  );
  if (unsure.length === 0) return undefined;
  const sizes = workloads
    .filter((metrics) => metrics[series]?.reliable[unsure.at(-1)!] === false)
    .map((metrics) => metrics[series]!.n);
  const n = rangeText(countText(Math.min(...sizes)), countText(Math.max(...sizes)));
  const [first, ...rest] = unsure.map((name) => [percentileText(name), countText(valuesNeeded(PERCENTILES[name]))]);
  const needs = [`${first![0]} needs ${first![1]} values`, ...rest.map((words) => words.join(' '))].join(', ');
  const each = workloads.length > 1 ? ' per workload' : '';
  return {
    label: series === 'itl_ms' ? 'percentiles of ITL' : 'percentiles',
    text: `${needs}; there were ${n} ${series === 'itl_ms' ? 'gaps' : 'requests'}${each}`,
  };
}

const PERCENTILE_NAMES = Object.keys(PERCENTILES) as PercentileName[];

/** The series of an entry such as `p95` or `itl_ms.p95`. */
export function seriesOfPercentile(key: string): Series | undefined {
  const { name, itl } = /^(?<itl>itl_ms\.)?(?<name>p\d+)$/.exec(key)?.groups ?? {};
  if (!PERCENTILE_NAMES.some((known) => known === name)) return undefined;
  return itl ? 'itl_ms' : 'e2el_ms';
}

export function percentileText(name: string): string {
  return name === 'p999' ? 'p99.9' : name;
}
