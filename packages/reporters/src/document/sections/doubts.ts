import { type BenchmarkReport, metricCatalog } from '@sagellm/bench-protocol';
import type { Block, Item } from '../blocks.ts';

/** What a reader of the numbers must know, with what to do about it. */
export function warnings({ warnings }: BenchmarkReport): Block[] {
  const items = warnings.map(
    ({ workload, message, remedy }): Item => ({
      label: workload ?? 'run',
      text: message,
      ...(remedy ? { remedy } : {}),
      tone: 'warn',
    }),
  );
  return listed('Warnings', items);
}

/** Numbers that are missing, and why; numbers that share a reason share a line. */
export function unmeasured({ unmeasured, workloads }: BenchmarkReport): Block[] {
  const told = unmeasured.map(({ key, reason, workloads: those }) => {
    const everywhere = workloads.every(({ workload }) => those.includes(workload));
    return { label: labelOf(key), text: everywhere || those.length === 0 ? reason : `${reason} (${those.join(', ')})` };
  });
  const items = [...Map.groupBy(told, ({ text }) => text)].map(
    ([text, entries]): Item => ({ label: entries.map(({ label }) => label).join(', '), text }),
  );
  return listed('Not measured', items);
}

/** `ITL p99.9` for `itl_ms.p999`; what the catalog does not know stays as it is. */
function labelOf(key: string): string {
  const words = key.split('.').map((part) => {
    if (part === 'p999') return 'p99.9';
    return metricCatalog.find((metric) => metric.key === part)?.label ?? part;
  });
  return words.join(' ');
}

function listed(heading: string, items: Item[]): Block[] {
  return items.length > 0
    ? [
        { kind: 'heading', text: heading },
        { kind: 'list', items },
      ]
    : [];
}
