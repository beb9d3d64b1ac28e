import { patternText, type RequestRecord, type WorkloadRun } from '@sagellm/bench-protocol';
import { ratePerSecond, type Scheduled } from '../instrument/arrivals/rate-per-second.ts';
import { movedByConversation } from '../instrument/conservation/ready-moments.ts';

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
  const { rate, arrival, shape, trace } = run.pattern;
  const asked = shape || trace ? patternText(run.pattern) : `${rate} requests/s (${arrival})`;
  const moved = movedByConversation(records);
  const how = moved > 0 ? ` (${moved} of ${records.length} when their conversation was ready)` : '';
  return `asked for ${asked}, due at ${due.toPrecision(3)}/s${how}, sent at ${sent.toPrecision(3)}/s`;
}

function scheduled(records: readonly RequestRecord[], key: 'due_ms' | 'sent_ms'): Scheduled[] {
  return records.flatMap(({ due_ms, [key]: at }) => (due_ms === undefined || at === undefined ? [] : [{ due_ms, at }]));
}
