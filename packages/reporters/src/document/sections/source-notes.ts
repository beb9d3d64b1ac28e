import { type AggregatedMetrics, type BenchmarkReport, metricCatalog } from '@sagellm/bench-protocol';
import type { Block, Item } from '../blocks.ts';

type Key = keyof AggregatedMetrics;

/**
 * Where the shown numbers come from, or why a 0 is known; numbers that share a source share a line. `zeros` are those
 * that no table shows, because they are 0 everywhere.
 */
export function sourceNotes({ workloads }: BenchmarkReport, keys: readonly Key[], zeros: readonly Key[] = []): Block[] {
  const labelled = (key: Key) => (zeros.includes(key) ? `${labelOf(key)} 0` : labelOf(key));
  const told = keys.flatMap((key) => notesOf(workloads, key).map((entry) => ({ label: labelled(key), ...entry })));
  const items = [...Map.groupBy(told, ({ text }) => text)].map(
    ([text, entries]): Item => ({ label: entries.map(({ label }) => label).join(', '), text, tone: 'dim' }),
  );
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

/** The notes of one number; workloads are named where they do not all say the same. */
function notesOf(workloads: readonly AggregatedMetrics[], key: Key): { text: string }[] {
  const present = workloads.filter((metrics) => metrics[key] !== undefined);
  const byNote = Map.groupBy(present, (metrics) => metrics.notes[key]);
  return [...byNote].flatMap(([note, those]) => {
    if (note === undefined) return [];
    const names = those.map(({ workload }) => workload).join(', ');
    return [{ text: those.length < present.length ? `${note} (${names})` : note }];
  });
}

function labelOf(key: Key): string {
  return metricCatalog.find((metric) => metric.key === key)?.label ?? key;
}
