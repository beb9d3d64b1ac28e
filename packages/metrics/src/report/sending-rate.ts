import type { RequestRecord, WorkloadRun } from '@sagellm/bench-protocol';

/** Run-relative milliseconds. */
type Scheduled = { due_ms: number; at: number };

/**
 * Of an open loop: the rate that was asked for, the rate of the due times that chance drew, and the rate of the sends.
 *
 * Due every 20 ms and sent every 25 ms: `asked for 50 requests/s (constant), due at 50.0/s, sent at 40.0/s`. Absent
 * for a closed loop and below two due times.
 */
export function sendingRateNote(run: WorkloadRun | undefined, records: readonly RequestRecord[]): string | undefined {
  if (run?.pattern.kind !== 'open') return undefined;
  const due = ratePerSecond(scheduled(records, 'due_ms'));
  const sent = ratePerSecond(scheduled(records, 'sent_ms'));
  if (due === undefined || sent === undefined) return undefined;
  const { rate, arrival } = run.pattern;
  return `asked for ${rate} requests/s (${arrival}), due at ${due.toPrecision(3)}/s, sent at ${sent.toPrecision(3)}/s`;
}

function scheduled(records: readonly RequestRecord[], key: 'due_ms' | 'sent_ms'): Scheduled[] {
  return records.flatMap(({ due_ms, [key]: at }) => (due_ms === undefined || at === undefined ? [] : [{ due_ms, at }]));
}

/** Those due before the last due time, over the span up to it: a burst counts whole, and n requests have n − 1 gaps. */
function ratePerSecond(requests: Scheduled[]): number | undefined {
  const lastDue = requests.reduce((last, { due_ms }) => Math.max(last, due_ms), Number.NEGATIVE_INFINITY);
  const before = requests.filter(({ due_ms }) => due_ms < lastDue);
  const span = earliest(requests.filter(({ due_ms }) => due_ms === lastDue)) - earliest(before);
  return span > 0 && Number.isFinite(span) ? (before.length / span) * 1000 : undefined;
}

function earliest(requests: readonly Scheduled[]): number {
  return requests.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
}
