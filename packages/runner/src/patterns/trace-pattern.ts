import { type LoadPattern, type TraceFacts, usageError } from '@sagellm/bench-protocol';

export type TracePatternOptions = {
  /** Of the requests that are sent: milliseconds, never falling, the first at 0. */
  momentsMs: ArrayLike<number>;
  facts: Pick<TraceFacts, 'file_name' | 'format' | 'time_scale'>;
};

/**
 * Requests at recorded moments, multiplied by `time_scale`. The rate of its facts is the mean of the gaps: requests − 1
 * over the seconds from the first to the last. Past its end (only a longer warm-up goes there) it begins anew.
 */
export function tracePattern({ momentsMs, facts }: TracePatternOptions): LoadPattern & { kind: 'open' } {
  const { length } = momentsMs;
  const scale = facts.time_scale;
  const spanMs = (momentsMs[length - 1] ?? 0) * scale;
  if (!(spanMs > 0)) {
    throw usageError(
      `--trace ${facts.file_name}: its ${length === 1 ? 'one request has' : `${length} requests have`} one moment only, which is no load over time`,
      'send them with --mode batch, or take more of them',
    );
  }
  const seconds = spanMs / 1000;
  const rate = (length - 1) / seconds;
  const roundMs = spanMs + 1000 / rate;
  return {
    kind: 'open',
    due: (index) => Math.floor(index / length) * roundMs + momentsMs[index % length]! * scale,
    facts: { kind: 'open', arrival: 'trace', rate, burstiness: 1, trace: { ...facts, requests: length, seconds } },
  };
}
