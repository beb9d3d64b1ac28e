import type { ArrivalAudit, BenchmarkReport, SelfCheck, ThreadHealth } from '@sagellm/bench-protocol';
import { countText, measurementText, shareText } from '../../values/number-text.ts';
import type { Block, Cell, Column, Item } from '../blocks.ts';

/** What the verdict rests on: how the sending threads fared, how requests left, and sums got in two ways. */
export function instrument(report: BenchmarkReport): Block[] {
  const blocks = [...threads(report), ...checks(report)];
  return blocks.length > 0 ? [{ kind: 'heading', text: 'The instrument' }, ...blocks] : [];
}

type Watched = { workload: string; thread: ThreadHealth; steal: number | undefined };
type ThreadColumn = Column & { text(watched: Watched): string };

const right = { align: 'right', rank: 0 } as const;

const COLUMNS: ThreadColumn[] = [
  { title: 'workload', align: 'left', rank: 0, text: ({ workload }) => workload },
  { title: 'thread', align: 'left', rank: 0, text: ({ thread }) => thread.thread },
  { title: 'watched', unit: 's', ...right, text: ({ thread }) => measurementText(thread.seconds) },
  { title: 'loop busy', ...right, text: ({ thread }) => shareText(thread.loop_utilisation) },
  { title: 'loop late p99', unit: 'ms', ...right, text: ({ thread }) => measurementText(thread.loop_delay_ms?.p99) },
  { title: 'events waiting', ...right, text: ({ thread }) => shareText(thread.events_waiting_share) },
  { title: 'longest GC', unit: 'ms', ...right, text: ({ thread }) => measurementText(thread.gc?.longest_ms) },
  { title: 'CPU', ...right, text: ({ thread }) => shareText(thread.cpu_share) },
  { title: 'waited for CPU', unit: 'ms', ...right, text: ({ thread }) => measurementText(thread.run_queue_wait_ms) },
  { title: 'steal', ...right, text: ({ steal }) => shareText(steal) },
  { title: 'starved', ...right, text: ({ thread }) => countText(thread.starved) },
];

function threads({ manifest }: BenchmarkReport): Block[] {
  const rows = (manifest.health ?? []).flatMap(({ workload, threads, steal_share }) =>
    threads.map((thread): Watched => ({ workload, thread, steal: steal_share })),
  );
  if (rows.length === 0) return [];
  const columns = COLUMNS.map(({ text: _, ...column }) => column);
  const cells = rows.map((row) => COLUMNS.map((column): Cell => ({ text: column.text(row) })));
  return [{ kind: 'table', table: { columns, rows: cells } }];
}

function checks({ verdict }: BenchmarkReport): Block[] {
  const items = (verdict?.checks ?? []).flatMap(checkItem);
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

function checkItem({ workload, arrivals, late_sends, in_flight, concurrency, tokens }: SelfCheck): Item[] {
  const parts = [
    arrivals && `${arrivalText(arrivals)}; late sends ${countText(late_sends)}`,
    in_flight &&
      `in flight on average ${measurementText(in_flight.counted)} counted, ${measurementText(in_flight.by_littles_law)} by Little’s law`,
    concurrency && `slots full: ${measurementText(concurrency.achieved)} of ${concurrency.asked}`,
    tokens && `output tokens ${countText(tokens.by_usage)} by usage, ${countText(tokens.by_stream)} told in the stream`,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? [{ label: workload, text: parts.join('; ') }] : [];
}

/** Sent beside planned, of each figure that there is. */
function arrivalText(audit: ArrivalAudit): string {
  const asked = audit.asked_cv === undefined ? '' : ` (asked ${Number(audit.asked_cv.toFixed(2))})`;
  const pair = (name: string, sent: number | undefined, planned: number | undefined, after = '') =>
    sent === undefined || planned === undefined
      ? undefined
      : `${name} ${measurementText(sent)} for ${measurementText(planned)}${after}`;
  return [
    `sent ${measurementText(audit.sent_rate)}/s for ${measurementText(audit.planned_rate)}/s planned`,
    pair('CV of the gaps', audit.sent_cv, audit.planned_cv, asked),
    pair(`dispersion in ${audit.dispersion_window_ms} ms`, audit.sent_dispersion, audit.planned_dispersion),
    pair('lag-1 correlation', audit.sent_lag1, audit.planned_lag1),
    audit.ks_distance === undefined ? undefined : `Kolmogorov–Smirnov distance ${measurementText(audit.ks_distance)}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
