import type { Sweep } from '@sagellm/bench-protocol';
import type { Block, Fact, Item } from '../document/blocks.ts';
import { countText } from '../values/number-text.ts';
import { type SweepRow, sweepTable } from './sweep-table.ts';

/** A sweep for people: a row for each point (and workload), then what speaks against its numbers. */
export function sweepDocument(sweep: Sweep): Block[] {
  const rows = sweep.points.flatMap((point) => point.workloads.map((metrics): SweepRow => ({ point, metrics })));
  const items = [...doubts(sweep), ...sweep.notes.map((text): Item => ({ label: 'note', text, tone: 'dim' }))];
  return [
    { kind: 'title', text: 'Sweep' },
    ...simulatedBanner(sweep),
    ...partialBanner(sweep),
    { kind: 'facts', facts: facts(sweep) },
    ...(rows.length > 0 ? [{ kind: 'table' as const, table: sweepTable(sweep, rows) }] : []),
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
    { kind: 'paragraph', text: [explanation(sweep)] },
  ];
}

function simulatedBanner({ engine }: Sweep): Block[] {
  if (!engine?.simulated) return [];
  return [
    {
      kind: 'banner',
      text: `SIMULATED: these numbers are made by a formula (${engine.name}), not measured on a model.`,
    },
  ];
}

function partialBanner({ status, partial_reason, points, values }: Sweep): Block[] {
  if (status === 'complete') return [];
  const why = partial_reason ? `: ${partial_reason}` : '';
  return [{ kind: 'banner', text: `PARTIAL: ${points.length} of ${values.length} points${why}` }];
}

function facts({ engine, axis, values, points }: Sweep): Fact[] {
  const name = engine && [engine.name, engine.version, engine.model].filter(Boolean).join(' ');
  return [
    ...(name ? [{ label: 'engine', text: name }] : []),
    {
      label: 'load',
      text: `${values.join(', ')} ${axis === 'rate' ? 'requests/s' : 'in flight'}`,
    },
    { label: 'runs', text: points.map(({ folder }) => folder).join(', ') || '–' },
  ];
}

function loadText(axis: Sweep['axis'], value: number): string {
  return axis === 'concurrency' ? `×${countText(value)}` : String(value);
}

/** The first cause of doubt of each point; its REPORT.md has all. */
function doubts({ axis, points }: Sweep): Item[] {
  return points.flatMap(({ value, verdict, complete, partial_reason, folder }): Item[] => {
    const label = loadText(axis, value);
    const cut: Item[] = complete
      ? []
      : [{ label, text: `partial: ${partial_reason ?? 'not all of it ran'}`, tone: 'warn' }];
    const [first, ...more] = verdict?.reasons ?? [];
    if (!verdict || !first) return cut;
    const others = more.length > 0 ? ` (and ${more.length} more in ${folder}/REPORT.md)` : '';
    const place = first.workload ? `${first.workload}: ` : '';
    const tone = verdict.state === 'INVALID' ? 'bad' : 'warn';
    return [...cut, { label, text: `${verdict.state}: ${place}${first.message}${others}`, remedy: first.remedy, tone }];
  });
}

function explanation({ axis }: Sweep): string {
  const base =
    'done: completed requests per second, from the first send to the last end; TPOT: (last − first token) ÷ (tokens − 1); ~ and “n too small”: too few requests for that percentile.';
  return axis === 'rate'
    ? `${base} TTFT and E2EL count from the moment a request was due, so that a late send cannot hide waiting; sweep.csv has them from the send too.`
    : `${base} TTFT and E2EL count from the send.`;
}
