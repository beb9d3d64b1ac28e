import type { RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { endToEndLatency } from '../request/end-to-end-latency.ts';
import { endToEndLatencyFromDue, timeToFirstTokenFromDue } from '../request/from-due.ts';
import { interTokenLatency } from '../request/inter-token-latency.ts';
import { normalisedTimePerOutputToken } from '../request/normalised-time-per-output-token.ts';
import { timeBetweenTokens } from '../request/time-between-tokens.ts';
import { timePerOutputToken } from '../request/time-per-output-token.ts';
import { timeToFirstToken } from '../request/time-to-first-token.ts';

/**
 * The one number of a request that a bound is held against.
 *
 * For `itl_ms` it is the largest value of the request's ITL series: `itl_ms<50` promises that no gap reaches 50 ms. Who
 * means the request's mean writes `tbt_ms<50` or `tpot_ms<50`.
 */
export function requestValue(
  metric: SloClause['metric'],
  record: RequestRecord,
  tokenTimes: Uint32Array,
): number | undefined {
  switch (metric) {
    case 'ttft_ms':
      return timeToFirstToken(record);
    case 'tpot_ms':
      return timePerOutputToken(record);
    case 'itl_ms':
      return largest(interTokenLatency(record, tokenTimes)?.series);
    case 'tbt_ms':
      return timeBetweenTokens(record, tokenTimes);
    case 'ntpot_ms':
      return normalisedTimePerOutputToken(record);
    case 'e2el_ms':
      return endToEndLatency(record);
    case 'ttft_from_due_ms':
      return timeToFirstTokenFromDue(record);
    case 'e2el_from_due_ms':
      return endToEndLatencyFromDue(record);
    default:
      return metric satisfies never;
  }
}

function largest(series: readonly number[] | undefined): number | undefined {
  return series?.reduce<number | undefined>(
    (max, value) => (max === undefined || value > max ? value : max),
    undefined,
  );
}
