import type { VerdictReason } from '@sagellm/bench-protocol';
import type { Subject } from '../subject.ts';
import { type Threshold, type ThresholdKey, thresholds } from '../thresholds.ts';
import { type Figure, type Weighed, weigh } from '../weigh.ts';

/** In the words of a sentence: what was found, then the limit in brackets. */
type Words = {
  message: string | ((limit: number) => string);
  remedy: string;
};

/** A reason, where the figure passes a limit of the table; none otherwise. */
export function reasonsOf(
  key: ThresholdKey,
  { metrics: { workload }, touched }: Pick<Subject, 'metrics' | 'touched'>,
  figure: Figure,
  words: Words,
): VerdictReason[] {
  const weighed = weigh(key, { touchedMs: touched?.ms, ...figure });
  if (!weighed) return [];
  const { state, limit } = weighed;
  const said = typeof words.message === 'string' ? words.message : words.message(limit);
  const message = `${said} (${limitWords(key, weighed, touched)})`;
  return [{ code: key, state, workload, message, remedy: words.remedy, value: figure.value, limit }];
}

/** `limit 10 ms`, or `limit 23.1 ms, 10 % of the median TTFT`. */
function limitWords(key: ThresholdKey, { limit }: Weighed, touched: Subject['touched']): string {
  const { unit, degraded, invalid }: Threshold = thresholds[key];
  if (unit === 'share') return `limit ${percentText(limit)}`;
  if (unit !== 'ms') return `limit ${limit}`;
  const relative = [invalid, degraded].find(
    (row) => row?.share !== undefined && touched !== undefined && limit === row.share * touched.ms,
  );
  const share = relative?.share === undefined ? '' : `, ${percentText(relative.share)} of the ${touched!.name}`;
  return `limit ${msText(limit)}${share}`;
}

/** `12.3 %` with three digits at most. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

export function msText(ms: number): string {
  return `${Number(ms.toPrecision(3))} ms`;
}
