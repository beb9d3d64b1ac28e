import { type AggregatedMetrics, type BenchmarkReport, metricCatalog } from '@sagellm/bench-protocol';
import { shapeOf, withRanges } from '../../values/number-ranges.ts';
import type { Block, Item } from '../blocks.ts';

export type NotedKey = keyof AggregatedMetrics;
/** `how` a number came to be and the name under which a server exposes it: two parts of one note. */
type Told = { label: string; source?: string; how: string };

/**
 * Where the shown numbers come from, or why a 0 is known; numbers that share a source share a line. `zeros` are those
 * that no table shows, because they are 0 everywhere.
 */
export function sourceNotes(
  { workloads }: BenchmarkReport,
  keys: readonly NotedKey[],
  zeros: readonly NotedKey[] = [],
): Block[] {
  const items = linesOf(workloads, keys, (key) => (zeros.includes(key) ? `${labelOf(key)} 0` : labelOf(key)));
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

function linesOf(workloads: readonly AggregatedMetrics[], keys: readonly NotedKey[], label: (key: NotedKey) => string) {
  const told = keys.flatMap((key) => notesOf(workloads, key).map((note): Told => ({ label: label(key), ...note })));
  return [...Map.groupBy(told, ({ how }) => shapeOf(how)).values()].map(
    (alike): Item => ({
      label: alike.map(({ label, source }) => (source ? `${label} (${source})` : label)).join(', '),
      text: withRanges(alike.map(({ how }) => how)),
      tone: 'dim',
    }),
  );
}

/** The notes of one number; workloads are named where they do not all say the same but for the numbers in it. */
export function notesOf(workloads: readonly AggregatedMetrics[], key: NotedKey): Omit<Told, 'label'>[] {
  const present = workloads.filter((metrics) => metrics[key] !== undefined);
  const noted = present.filter((metrics) => metrics.notes[key] !== undefined);
  return [...Map.groupBy(noted, (metrics) => shapeOf(metrics.notes[key]!)).values()].map((those) => {
    const { source, how } = partsOf(withRanges(those.map((metrics) => metrics.notes[key]!)));
    const names = those.map(({ workload }) => workload).join(', ');
    return { ...(source ? { source } : {}), how: those.length < present.length ? `${how} (${names})` : how };
  });
}

/** `vllm:cache_usage, largest of 4 samples` is a name and how it was read. */
function partsOf(note: string): { source?: string; how: string } {
  const [, source, how] = /^([a-z]\w*[_:][\w:]+), (.+)$/su.exec(note) ?? [];
  return source && how ? { source, how } : { how: note };
}

export function labelOf(key: NotedKey): string {
  return metricCatalog.find((metric) => metric.key === key)?.label ?? key;
}
