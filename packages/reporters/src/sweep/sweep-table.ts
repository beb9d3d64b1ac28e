import type { AggregatedMetrics, Sweep, SweepPoint } from '@sagellm/bench-protocol';
import type { Cell, Column, Table } from '../document/blocks.ts';
import type { CatalogPath } from '../values/catalog-cell.ts';
import { countText, measurementText } from '../values/number-text.ts';
import { catalogWorkloadCell, isMeasuredAnywhere } from '../values/workload-rows.ts';

export type SweepRow = { point: SweepPoint; metrics: AggregatedMetrics };
type SweepColumn = Column & { cell(row: SweepRow): Cell };

/** A row for each point and workload. Latencies of a sweep of rates count from the due time, as in every open loop. */
export function sweepTable({ axis, points }: Sweep, rows: readonly SweepRow[]): Table {
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
            cell: ({ metrics }: SweepRow) => ({ text: metrics.workload }),
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
            cell: (row: SweepRow) => ({ text: measurementText(sentRate(row)) }),
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
function sentRate({ point, metrics }: SweepRow): number | undefined {
  return point.verdict?.checks.find(({ workload }) => workload === metrics.workload)?.arrivals?.sent_rate;
}

function limitsCell({ point, metrics }: SweepRow): Cell {
  const own = point.gates.filter(({ workload }) => workload === undefined || workload === metrics.workload);
  if (own.length === 0) return { text: '–', tone: 'dim' };
  const broken = own.filter(({ status }) => status !== 'kept').length;
  return broken === 0 ? { text: 'kept', tone: 'good' } : { text: `${broken} of ${own.length} not kept`, tone: 'bad' };
}

function verdictCell({ point }: SweepRow): Cell {
  const state = point.verdict?.state;
  const partial = point.complete ? '' : ', partial';
  if (state === undefined) return { text: `–${partial}`, tone: 'dim' };
  const tone = state === 'VALID' ? 'good' : state === 'DEGRADED' ? 'warn' : 'bad';
  return { text: `${state}${partial}`, tone: point.complete ? tone : 'warn' };
}
