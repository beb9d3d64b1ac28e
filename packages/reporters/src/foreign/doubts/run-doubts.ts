import { measurementText, shareText } from '../../values/number-text.ts';
import type { Doubt, ForeignRow, ForeignTable } from '../foreign-report.ts';
import { rowName } from '../foreign-report.ts';
import { numberOf } from '../foreign-table.ts';

/** The runner behind `run` leaves out a request that raises, so it is neither a success nor a failure. */
export function droppedFailures(): Doubt {
  return {
    code: 'failures-dropped',
    keys: ['total_requests', 'successful_requests', 'failed_requests', 'error_rate'],
    says: 'requests that failed may be missing from the counts',
    because: 'the runner leaves a request that raises an exception out of the results',
  };
}

export function perRequestThroughput(key: string): Doubt {
  return {
    code: 'throughput-of-one-request',
    keys: [key],
    says: 'not the tokens per second of the run',
    because: 'it is the mean over requests of each request’s own rate',
  };
}

/** `run` never streams, and the engine reports the time of the whole answer as the time of its first token. */
export function wholeAnswerTtft(table: ForeignTable, ttft: string, e2el: string): Doubt[] {
  const keys = table.columns.filter((key) => /(^|_)ttft_ms$/.test(key));
  const because = 'the command never streams, and the engine gives the time of the whole answer as TTFT';
  const told = table.rows.filter((row) => numberOf(row, e2el) !== undefined);
  const caught = told.flatMap((row) => {
    const [first, whole] = [numberOf(row, ttft) ?? 0, numberOf(row, e2el) ?? 0];
    if (first < 0.9 * whole) return [];
    const share = `${measurementText(first)} of ${measurementText(whole)} ms (${shareText(first / whole)})`;
    return [{ name: rowName(row), text: `${rowName(row)}: ${share}` }];
  });
  const untold = table.rows.filter((row) => !told.includes(row)).map(rowName);
  return [
    {
      code: 'ttft-is-whole-answer',
      keys: caught.length > 0 ? keys : [],
      ...(caught.length < table.rows.length ? { rows: caught.map(({ name }) => name) } : {}),
      says: 'TTFT is the time of the whole answer',
      because: `${because}; ${caught.map(({ text }) => text).join(', ')}`,
    },
    {
      code: 'ttft-may-be-whole-answer',
      keys: untold.length > 0 ? keys : [],
      ...(untold.length < table.rows.length ? { rows: untold } : {}),
      says: 'TTFT may be the time of the whole answer',
      because: `${because}; without an E2EL in the file it cannot be told`,
    },
  ];
}

type TpotKeys = { tpot: string; tbt: string; e2el: string };

/** The product’s clients divide the whole time by the tokens, its engine does not; a file does not say who did. */
export function tpotWithTtft(table: ForeignTable, keys: TpotKeys): Doubt {
  const readings = table.rows.map((row) => ({ name: rowName(row), reading: tpotReading(row, keys) }));
  const [inside, outside] = (['inside', 'outside'] as const).map((wanted) =>
    readings.filter(({ reading }) => reading === wanted).map(({ name }) => name),
  ) as [string[], string[]];
  const shared = {
    keys: table.columns.filter((key) => /(^|_)tpot_ms$/.test(key)),
    because: [
      'its clients write the whole time ÷ tokens (our ntpot_ms) under this name, its engine the time between tokens',
      ...(inside.length > 0 ? [`equal to E2EL ÷ tokens: ${inside.join(', ')}`] : []),
      ...(outside.length > 0 ? [`equal to TBT, so without TTFT: ${outside.join(', ')}`] : []),
    ].join('; '),
  };
  if (inside.length > 0)
    return { code: 'tpot-contains-ttft', says: 'TPOT contains TTFT; our tpot_ms never does', ...shared };
  return {
    code: 'tpot-may-contain-ttft',
    says: 'TPOT of this product may contain TTFT; our tpot_ms never does',
    ...shared,
  };
}

function tpotReading(row: ForeignRow, { tpot, tbt, e2el }: TpotKeys): 'inside' | 'outside' | 'unknown' {
  const [own, gap, whole] = [tpot, tbt, e2el].map((key) => numberOf(row, key));
  if (own === undefined) return 'unknown';
  if (gap !== undefined && isClose(own, gap)) return 'outside';
  const [tokens, answers] = [numberOf(row, 'total_output_tokens') ?? 0, numberOf(row, 'successful_requests') ?? 0];
  return whole !== undefined && tokens > 0 && isClose(own, (whole * answers) / tokens) ? 'inside' : 'unknown';
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 0.05 * Math.max(a, b);
}
