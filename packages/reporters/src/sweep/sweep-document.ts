import type { AggregatedMetrics, Sweep, SweepPoint } from '@sagellm/bench-protocol';
import type { Block, Cell, Column, Fact, Item, Table } from '../document/blocks.ts';
import type { CatalogPath } from '../values/catalog-cell.ts';
import { countText, measurementText } from '../values/number-text.ts';
import { catalogWorkloadCell, isMeasuredAnywhere } from '../values/workload-rows.ts';

type Row = { point: SweepPoint; metrics: AggregatedMetrics };
type SweepColumn = Column & { cell(row: Row): Cell };

/** A sweep for people: a row for each point (and workload), then what speaks against its numbers. */
export function sweepDocument(sweep: Sweep): Block[] {
  const rows = sweep.points.flatMap((point) => point.workloads.map((metrics): Row => ({ point, metrics })));
  const items = [...doubts(sweep), ...sweep.notes.map((text): Item => ({ label: 'note', text, tone: 'dim' }))];
  return [
    { kind: 'title', text: 'Sweep' },
    ...simulatedBanner(sweep),
    ...partialBanner(sweep),
    { kind: 'facts', facts: facts(sweep) },
    ...(rows.length > 0 ? [{ kind: 'table' as const, table: tableOf(sweep, rows) }] : []),
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

function tableOf({ axis, points }: Sweep, rows: readonly Row[]): Table {
  const measured = rows.map(({ metrics }) => metrics);
  const open = axis === 'rate';
  const due = open ? ' (due)' : '';
  const metric = (path: CatalogPath, column: Omit<Column, 'align'>): SweepColumn => ({
    ...column,
    align: 'right',
    cell: ({ metrics }) => catalogWorkloadCell(metrics, path),
  });
  const pair = (key: string, title: string, ranks: [number, number]): SweepColumn[] =>
    (['p50', 'p95'] as const).map((name, i) =>
      metric(`${key}.${name}`, { title, unit: 'ms', detail: name, rank: ranks[i]! }),
    );
  const several = new Set(measured.map(({ workload }) => workload)).size > 1;
  const columns: SweepColumn[] = [
    {
      title: open ? 'asked' : 'in flight',
      ...(open ? { detail: 'req/s' } : {}),
      align: 'right',
      rank: 0,
      cell: ({ point }) => ({ text: open ? String(point.value) : countText(point.value) }),
    },
    ...(several
      ? [
          {
            title: 'workload',
            align: 'left' as const,
            rank: 0,
            cell: ({ metrics }: Row) => ({ text: metrics.workload }),
          },
        ]
      : []),
    ...(open
      ? [
          {
            title: 'sent',
            detail: 'req/s',
            align: 'right' as const,
            rank: 5,
            cell: (row: Row) => ({ text: measurementText(sentRate(row)) }),
          },
        ]
      : []),
    metric('request_throughput_rps', { title: 'done', detail: 'req/s', rank: 1 }),
    metric('output_throughput_tps', { title: 'output', detail: 'tok/s', rank: 2 }),
    ...pair(open ? 'ttft_from_due_ms' : 'ttft_ms', `TTFT${due}`, [1, 3]),
    ...pair('tpot_ms', 'TPOT', [2, 4]),
    ...pair(open ? 'e2el_from_due_ms' : 'e2el_ms', `E2EL${due}`, [4, 6]),
    ...(isMeasuredAnywhere(measured, 'goodput_rps')
      ? [metric('goodput_rps', { title: 'goodput', detail: 'req/s', rank: 2 })]
      : []),
    metric('error_rate', { title: 'error', detail: 'rate', rank: 1 }),
    ...(points.some(({ gates }) => gates.length > 0)
      ? [{ title: 'limits', align: 'left' as const, rank: 3, cell: limitsCell }]
      : []),
    { title: 'verdict', align: 'left', rank: 0, cell: verdictCell },
  ];
  return {
    columns: columns.map(({ cell, ...column }) => column),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
    elsewhere: 'SWEEP.md and sweep.csv have all',
  };
}

/** Over the time from the first to the last send; absent where too few were sent. */
function sentRate({ point, metrics }: Row): number | undefined {
  return point.verdict?.checks.find(({ workload }) => workload === metrics.workload)?.arrivals?.sent_rate;
}

function limitsCell({ point, metrics }: Row): Cell {
  const own = point.gates.filter(({ workload }) => workload === undefined || workload === metrics.workload);
  if (own.length === 0) return { text: '–', tone: 'dim' };
  const broken = own.filter(({ status }) => status !== 'kept').length;
  return broken === 0 ? { text: 'kept', tone: 'good' } : { text: `${broken} of ${own.length} not kept`, tone: 'bad' };
}

function verdictCell({ point }: Row): Cell {
  const state = point.verdict?.state;
  const partial = point.complete ? '' : ', partial';
  if (state === undefined) return { text: `–${partial}`, tone: 'dim' };
  const tone = state === 'VALID' ? 'good' : state === 'DEGRADED' ? 'warn' : 'bad';
  return { text: `${state}${partial}`, tone: point.complete ? tone : 'warn' };
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
