import type { RequestRecord } from '@sagellm/bench-protocol';
import { slice } from '../../request/token-reads.ts';
import { type CompletedRecord, completedOf } from '../../workload/measured-records.ts';

/** Sent and token are rounded to a microsecond each. */
const ROUNDING_MS = 0.002;

/** Completed answers whose first and last token time are not the first and last token's stamps. */
export function tokenTimesApart(measured: readonly RequestRecord[], tokenTimes: Uint32Array): CompletedRecord[] {
  return completedOf(measured).filter((record) => {
    const times = slice(tokenTimes, record.token_times);
    if (!times || times.length === 0 || record.sent_ms === undefined) return false;
    return (
      differ(times[0]!, record.sent_ms, record.first_token_ms) ||
      differ(times[times.length - 1]!, record.sent_ms, record.last_token_ms)
    );
  });
}

function differ(time_us: number, sent_ms: number, stamp_ms: number | undefined): boolean {
  return stamp_ms === undefined || Math.abs(time_us / 1000 - (stamp_ms - sent_ms)) > ROUNDING_MS + 1e-6;
}
