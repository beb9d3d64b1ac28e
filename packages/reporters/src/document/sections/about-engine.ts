import type { BenchmarkReport, EngineObservation } from '@sagellm/bench-protocol';
import type { Block, Item } from '../blocks.ts';

/** What one should know of figures from this kind of engine, and what it told beyond any metric. */
export function aboutEngine({ manifest }: BenchmarkReport): Block[] {
  const { engine, observations } = manifest;
  const items: Item[] = [
    ...(engine.recognised_by ? [{ label: 'recognised', text: engine.recognised_by }] : []),
    ...(engine.notes ?? []).map((text) => ({ text })),
    ...observations.flatMap(extrasItem),
  ];
  return items.length === 0
    ? []
    : [
        { kind: 'heading', text: 'About this engine' },
        { kind: 'list', items },
      ];
}

function extrasItem({ workload, extras }: EngineObservation): Item[] {
  const facts = Object.entries(extras ?? {}).map(([name, value]) => `${name} ${value}`);
  return facts.length === 0 ? [] : [{ label: workload, text: facts.join(', ') }];
}
