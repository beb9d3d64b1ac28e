import { type BenchmarkReport, metricCatalog, type Unmeasured } from '@sagellm/bench-protocol';
import { shapeOf, withRanges } from '../../values/number-ranges.ts';
import type { Block, Item } from '../blocks.ts';
import { percentileText, seriesOfPercentile, smallSamples } from './small-samples.ts';

/** Numbers that are missing, and why: those that share a reason share a line, and so do all percentiles. */
export function unmeasured(report: BenchmarkReport): Block[] {
  const small = {
    e2el_ms: smallSamples(report.workloads, 'e2el_ms'),
    itl_ms: smallSamples(report.workloads, 'itl_ms'),
  };
  const others = report.unmeasured.filter(({ key }) => {
    const series = seriesOfPercentile(key);
    return series === undefined || small[series] === undefined;
  });
  const items = [...byReason(others, report), small.e2el_ms, small.itl_ms].filter((item) => item !== undefined);
  if (items.length === 0) return [];
  return [
    { kind: 'heading', text: 'Not measured' },
    { kind: 'list', items },
  ];
}

function byReason(entries: readonly Unmeasured[], { workloads }: BenchmarkReport): Item[] {
  const alike = Map.groupBy(entries, ({ key, reason }) => `${key} ${shapeOf(reason)}`);
  const told = [...alike.values()].map((group) => {
    const text = withRanges(group.map(({ reason }) => reason));
    const those = group.flatMap((entry) => entry.workloads);
    const everywhere = those.length === 0 || workloads.every(({ workload }) => those.includes(workload));
    return { label: labelOf(group[0]!.key), text: everywhere ? text : `${text} (${those.join(', ')})` };
  });
  return [...Map.groupBy(told, ({ text }) => text)].map(([text, group]) => ({
    label: group.map(({ label }) => label).join(', '),
    text,
  }));
}

/** `ITL p99.9` for `itl_ms.p999`; what the catalog does not know stays as it is. */
function labelOf(key: string): string {
  const words = key.split('.').map((part) => metricCatalog.find((metric) => metric.key === part)?.label ?? part);
  return words.map(percentileText).join(' ');
}
