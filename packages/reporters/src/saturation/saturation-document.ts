import type { RateProbe, SaturationSearch } from '@sagellm/bench-protocol';
import type { Block, Cell, Column, Fact, Item, Table, Tone } from '../document/blocks.ts';
import { durationText, measurementText, shareText } from '../values/number-text.ts';
import { answerText, attainmentText } from './answer-text.ts';

/** A search for people: the answer, what it stands on, then every probe. */
export function saturationDocument(search: SaturationSearch): Block[] {
  const simulated = search.engine?.simulated
    ? [
        {
          kind: 'banner' as const,
          text: `SIMULATED: these numbers are made by a formula (${search.engine.name}), not measured on a model.`,
        },
      ]
    : [];
  return [
    { kind: 'title', text: 'Saturation' },
    ...simulated,
    { kind: 'facts', facts: facts(search) },
    ...(search.probes.length > 0 ? [{ kind: 'table' as const, table: tableOf(search) }] : []),
    { kind: 'list', items: reasons(search) },
    { kind: 'paragraph', text: [explanation(search)] },
  ];
}

function facts(search: SaturationSearch): Fact[] {
  const { engine, workload, held_at, not_held_at, knee, points } = search;
  const at = (label: string, rate: number | undefined): Fact[] => {
    const point = points.find((candidate) => candidate.rate === rate);
    const text = point && attainmentText(point);
    return text ? [{ label, text: `${rate}/s: ${text}` }] : [];
  };
  const found = search.state === 'found' || search.state === 'held-up-to-bound';
  return [
    { label: 'answer', text: answerText(search), tone: found ? 'good' : 'warn' },
    ...at('holds', held_at),
    ...at('does not', not_held_at),
    {
      label: 'knee',
      text: knee
        ? `between ${knee.below} and ${knee.at} requests/s the median E2EL (due) passes twice that of the lowest rate`
        : 'not reached: the median E2EL (due) stays below twice that of the lowest rate',
    },
    ...(engine
      ? [{ label: 'engine', text: [engine.name, engine.version, engine.model].filter(Boolean).join(' ') }]
      : []),
    { label: 'load', text: loadText(search, workload) },
  ];
}

function loadText({ search, probes }: SaturationSearch, workload: string): string {
  const { probe_duration_s, least_requests, arrival, from, to, precision } = search;
  const shape = `${workload}, ${arrival} arrivals, ${from} to ${to}/s, steps of 2, then down to a ratio of ${precision}`;
  const issued = probes.reduce((sum, { metrics }) => sum + (metrics?.total_requests ?? 0), 0);
  return `${shape}; each probe ${durationText(probe_duration_s)} and at least ${least_requests} requests; ${probes.length} probes, ${issued} requests`;
}

type ProbeColumn = Column & { cell(probe: RateProbe): Cell };

const number = (
  title: string,
  rank: number,
  value: (probe: RateProbe) => number | undefined,
  head = {},
): ProbeColumn => ({
  title,
  align: 'right',
  rank,
  ...head,
  cell: (probe) => ({ text: measurementText(value(probe)) }),
});

const COLUMNS: readonly ProbeColumn[] = [
  { title: 'rate', detail: 'req/s', align: 'right', rank: 0, cell: ({ rate }) => ({ text: String(rate) }) },
  { title: 'probe', align: 'right', rank: 2, cell: ({ number: n }) => ({ text: String(n) }) },
  { title: 'outcome', align: 'left', rank: 0, cell: ({ status }) => ({ text: outcome(status), tone: toneOf(status) }) },
  { title: 'n', align: 'right', rank: 3, cell: ({ metrics }) => ({ text: String(metrics?.total_requests ?? '–') }) },
  {
    title: 'SLO met',
    align: 'right',
    rank: 1,
    cell: ({ metrics, cut_after_s }) => ({
      // What was cut counts as missed in it, which is our doing.
      text: cut_after_s === undefined ? shareText(metrics?.slo_attainment) : '–',
    }),
  },
  number('goodput', 0, ({ metrics }) => metrics?.goodput_rps, { detail: 'req/s' }),
  number('done', 4, ({ metrics }) => metrics?.request_throughput_rps, { detail: 'req/s' }),
  number('TTFT', 1, ({ metrics }) => metrics?.ttft_ms?.p50, { unit: 'ms', detail: 'p50' }),
  number('TTFT', 2, ({ metrics }) => metrics?.ttft_ms?.p95, { unit: 'ms', detail: 'p95' }),
  number('TPOT', 3, ({ metrics }) => metrics?.tpot_ms?.p95, { unit: 'ms', detail: 'p95' }),
  number('E2EL (due)', 1, ({ metrics }) => metrics?.e2el_from_due_ms?.p50, { unit: 'ms', detail: 'p50' }),
  number('E2EL (due)', 3, ({ metrics }) => metrics?.e2el_from_due_ms?.p95, { unit: 'ms', detail: 'p95' }),
  { title: 'verdict', align: 'left', rank: 4, cell: ({ verdict }) => ({ text: verdict ?? '–' }) },
];

function tableOf({ probes }: SaturationSearch): Table {
  return {
    columns: COLUMNS.map(({ cell: _, ...column }) => column),
    rows: byRate(probes).map((probe) => COLUMNS.map(({ cell }) => cell(probe))),
    elsewhere: 'SATURATION.md and saturation.csv have all',
  };
}

/** What did not simply hold, in a line each. */
function reasons({ probes }: SaturationSearch): Item[] {
  return byRate(probes)
    .filter(({ status, clear }) => status !== 'held' || !clear)
    .map(({ number: n, rate, status, reason }) => ({
      label: `${rate}/s (probe ${n})`,
      text: reason,
      tone: status === 'held' ? 'dim' : toneOf(status),
    }));
}

function explanation({ max_error_rate }: SaturationSearch): string {
  return (
    `A rate holds when every clause of the SLO is kept, at most ${shareText(max_error_rate)} of the requests fail, and the ` +
    'queue does not grow without end. Probes near the border are repeated with another seed; the first clear one decides, ' +
    'else the first two that agree. Each probe has exactly as many requests in its time as its rate says, so that chance does ' +
    'not move the rate. Probes are short: a server whose queue takes longer to build up than a probe lasts looks better than ' +
    'it is (--probe-duration).'
  );
}

function byRate(probes: readonly RateProbe[]): RateProbe[] {
  return [...probes].sort((a, b) => a.rate - b.rate || a.number - b.number);
}

function outcome(status: RateProbe['status']): string {
  return status.replaceAll('-', ' ');
}

function toneOf(status: RateProbe['status']): Tone {
  if (status === 'held') return 'good';
  return status === 'not-held' ? 'bad' : 'warn';
}
