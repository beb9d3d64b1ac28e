import { type BenchmarkReport, findMetric, type GateResult } from '@sagellm/bench-protocol';
import type { Block, Item, Tone } from '../blocks.ts';

/** Gates with what became of them. */
export function gates({ gates }: BenchmarkReport): Block[] {
  return listed('Gates', gates.map(gateItem));
}

/** What a reader of the numbers must know, with what to do about it. */
export function warnings({ warnings }: BenchmarkReport): Block[] {
  return listed(
    'Warnings',
    warnings.map(({ workload, message, remedy }) => ({
      label: workload ?? 'run',
      text: message,
      ...(remedy ? { remedy } : {}),
      tone: 'warn',
    })),
  );
}

/** Numbers that are missing, and why. */
export function unmeasured({ unmeasured, workloads }: BenchmarkReport): Block[] {
  return listed(
    'Not measured',
    unmeasured.map(({ key, reason, workloads: those }) => {
      const all = workloads.every(({ workload }) => those.includes(workload));
      const label = findMetric(key)?.label ?? key;
      return { label, text: `${reason}${all || those.length === 0 ? '' : ` (${those.join(', ')})`}` };
    }),
  );
}

const STATUS: Record<GateResult['status'], { label: string; tone: Tone }> = {
  kept: { label: 'kept', tone: 'good' },
  broken: { label: 'BROKEN', tone: 'bad' },
  'not-measurable': { label: 'not measurable', tone: 'warn' },
};

function gateItem({ gate, workload, status, explanation }: GateResult): Item {
  const { label, tone } = STATUS[status];
  return { label, text: `${gate}${workload ? ` on ${workload}` : ''}: ${explanation}`, tone };
}

function listed(heading: string, items: Item[]): Block[] {
  return items.length > 0
    ? [
        { kind: 'heading', text: heading },
        { kind: 'list', items },
      ]
    : [];
}
