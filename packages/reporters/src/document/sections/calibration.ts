import { type BenchmarkReport, type Calibration, type ErrorFigures, patternText } from '@sagellm/bench-protocol';
import { countText, measurementText, shareText } from '../../values/number-text.ts';
import { signedText } from '../../values/signed-text.ts';
import type { Block, Cell, Column, Item } from '../blocks.ts';

/**
 * Timers alone make a server late by one millisecond in the mean and by two at p99, with nothing in its way. What is
 * beyond that by half a millisecond, or by two at p99, is of the size of the errors told here: it was busy.
 */
const BUSY_SERVER_MS = { mean: 1.5, p99: 4 };

/** Beside the results, in a line for each kind of load: what the client itself adds. */
export function clientError({ manifest }: BenchmarkReport): Block[] {
  const items = (manifest.calibration ?? []).map(clientErrorItem);
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

/** All of the calibrations of a run. */
export function calibrations({ manifest }: BenchmarkReport): Block[] {
  const all = manifest.calibration ?? [];
  if (all.length === 0) return [];
  return [
    { kind: 'heading', text: 'The error of the client' },
    explanation,
    ...all.flatMap((calibration) => calibrationBlocks(calibration)),
  ];
}

/** One calibration: its load, its errors, and what to think of them. */
export function calibrationDocument(calibration: Calibration): Block[] {
  return [
    { kind: 'heading', text: `The error of the client: ${loadText(calibration)}` },
    ...calibrationBlocks(calibration),
    explanation,
  ];
}

const explanation: Block = {
  kind: 'paragraph',
  text: [
    'What the records say minus what a server of known truth on this machine really did, joined request by request on ' +
      'CLOCK_MONOTONIC. Send side: the server’s receipt − our stamp of the send. Receive side: our stamp of the arrival − ' +
      'the server’s write. An upper bound of the client’s error: the way over loopback and the wake-up of the server’s ' +
      'own process are inside. Through a network, TLS or a proxy it says nothing of these.',
  ],
};

function clientErrorItem(calibration: Calibration): Item {
  const { ttft_error_ms: ttft, itl_error_ms: itl, itl_bias_ms, e2el_error_ms: e2el } = calibration;
  const parts = [
    ttft && `TTFT ${withP99(ttft.total, signedText)}`,
    itl && `ITL ±${withP99(itl, measurementText)}, ${signedText(itl_bias_ms)} in the mean`,
    e2el && `E2EL ${withP99(e2el.total, signedText)}`,
  ].filter((part) => part !== undefined);
  const busy = busyServer(calibration);
  const places = calibration.workloads ? ` (${calibration.workloads.join(', ')})` : '';
  return {
    label: `client error${places}`,
    text: `${parts.join('; ')}. An upper bound, by ${countText(calibration.joined)} requests to a server of known truth, ${loadText(calibration)}${busy ? `. ${busy}` : ''}`,
    tone: busy ? 'warn' : 'dim',
  };
}

type NumberText = (value: number | undefined) => string;

function withP99(figures: ErrorFigures, text: NumberText): string {
  const high = figures.p99 === undefined ? `max ${text(figures.max)}` : `p99 ${text(figures.p99)}`;
  return `${text(figures.mean)} ms (${high})`;
}

function loadText({ pattern, output_tokens, run_output_tokens: run, stream }: Calibration): string {
  const shorter = run === undefined ? '' : ` (the run’s have ${countText(run)})`;
  return `${patternText(pattern)}, ${stream ? 'streams' : 'answers'} of ${countText(output_tokens)} tokens${shorter}`;
}

/** Says that the errors are in part those of the server of known truth; undefined where they are not. */
function busyServer({ server_lateness_ms: late }: Calibration): string | undefined {
  if (!late || (late.mean <= BUSY_SERVER_MS.mean && (late.p99 ?? 0) <= BUSY_SERVER_MS.p99)) return undefined;
  return `The server itself was busy, ${withP99(late, measurementText)} behind its plan: a part of the error is its queue and not the client`;
}

function calibrationBlocks(calibration: Calibration): Block[] {
  return [
    { kind: 'facts', facts: facts(calibration) },
    { kind: 'table', table: { columns: COLUMNS, rows: rows(calibration) } },
    ...doubts(calibration),
  ];
}

function facts(calibration: Calibration) {
  const { workloads, threads, transport, endpoint, start_spread_ms, server, seconds, issued, joined } = calibration;
  const spread =
    start_spread_ms === undefined ? '' : `, first sends spread over ${measurementText(start_spread_ms)} ms`;
  const many = threads === 1 ? 'one thread' : `${threads} threads`;
  return [
    {
      label: 'load',
      text: `${loadText(calibration)}${spread}${workloads ? `; stands for ${workloads.join(', ')}` : ''}`,
    },
    { label: 'client', text: `${transport}, ${endpoint} route, ${many}` },
    { label: 'server', text: `planned TTFT ${server.ttft_ms} ms, ITL ${server.itl_ms} ms, in a process of its own` },
    {
      label: 'joined',
      text: `${countText(joined)} of ${countText(issued)} requests${seconds === undefined ? '' : ` in ${measurementText(seconds)} s`}`,
    },
  ];
}

const COLUMNS: Column[] = [
  { title: 'told − true, ms', align: 'left', rank: 0 },
  ...['mean', 'p50', 'p99', 'min', 'max'].map(
    (title): Column => ({ title, align: 'right', rank: title === 'min' ? 1 : 0 }),
  ),
  { title: 'n', align: 'right', rank: 2 },
];

function rows(calibration: Calibration): Cell[][] {
  const { ttft_error_ms: ttft, itl_error_ms, e2el_error_ms: e2el, send_lag_ms, server_lateness_ms } = calibration;
  const figures: [string, ErrorFigures | undefined][] = [
    ['TTFT', ttft?.total],
    ['TTFT: send side', ttft?.send],
    ['TTFT: receive side', ttft?.receive],
    ['ITL (size)', itl_error_ms],
    ['E2EL', e2el?.total],
    ['E2EL: send side', e2el?.send],
    ['E2EL: receive side', e2el?.receive],
    ['send lag (sent − due)', send_lag_ms],
    ['the server: write − plan', server_lateness_ms],
  ];
  return figures.flatMap(([label, found]) =>
    found ? [row(label, found, found === itl_error_ms ? measurementText : signedText)] : [],
  );
}

function row(label: string, { mean, p50, p99, min, max, n }: ErrorFigures, text: NumberText): Cell[] {
  return [
    { text: label },
    ...[mean, p50, p99, min, max].map((value) => ({ text: text(value) })),
    { text: countText(n) },
  ];
}

function doubts(calibration: Calibration): Block[] {
  const { itl_bias_ms, coalesced_tokens, tokens, left_out } = calibration;
  const busy = busyServer(calibration);
  const left = Object.entries(left_out).map(([reason, count]) => `${countText(count)} ${reason}`);
  const items: (Item | undefined)[] = [
    itl_bias_ms === undefined
      ? undefined
      : {
          text: `a mean ITL is moved by ${signedText(itl_bias_ms)} ms: what one gap is told too long, the next is too short`,
        },
    coalesced_tokens > 0
      ? {
          text: `${shareText(coalesced_tokens / tokens)} of the tokens came in one socket read with the token before: the client, or the machine, was late to look`,
        }
      : undefined,
    left.length > 0 ? { text: `left out: ${left.join(', ')}`, tone: 'warn' } : undefined,
    busy
      ? {
          text: busy,
          remedy: 'longer gaps (--itl), a smaller load or more cores show the client alone',
          tone: 'warn',
        }
      : undefined,
  ];
  const said = items.filter((item) => item !== undefined);
  return said.length > 0 ? [{ kind: 'list', items: said }] : [];
}
