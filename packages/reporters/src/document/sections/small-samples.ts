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
  const small = workloads.filter((metrics) => metrics[series]?.reliable[unsure.at(-1)!] === false);
  const [first, ...rest] = unsure.map((name) => [percentileText(name), countText(valuesNeeded(PERCENTILES[name]))]);
  const needs = [`${first![0]} needs ${first![1]} values`, ...rest.map((words) => words.join(' '))].join(', ');
  return {
    label: series === 'itl_ms' ? 'percentiles of ITL' : 'percentiles',
    text: `${needs}; there were ${sizesText(small, series)}${placeText(small, workloads.length)}`,
  };
}

function sizesText(small: readonly AggregatedMetrics[], series: Series): string {
  const sizes = small.map((metrics) => metrics[series]!.n);
  const n = rangeText(countText(Math.min(...sizes)), countText(Math.max(...sizes)));
  return `${n} ${series === 'itl_ms' ? 'gaps' : 'requests'}`;
}

function placeText(small: readonly AggregatedMetrics[], workloadCount: number): string {
  if (small.length > 1) return ' per workload';
  return workloadCount > 1 ? ` in ${small[0]!.workload}` : '';
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
