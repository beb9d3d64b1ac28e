import type { RequestRecord } from '@sagellm/bench-protocol';
import { interTokenLatency } from './inter-token-latency.ts';

/**
 * TBT (`tbt_ms`): mean of one request's ITL series, in ms. sageLLM's name.
 *
 * ITL [5, 5, 20]: 10. Absent where the series is empty. Differs from TPOT where the first read brought several tokens.
 */
export function timeBetweenTokens(record: RequestRecord, tokenTimes: Uint32Array): number | undefined {
  const series = interTokenLatency(record, tokenTimes)?.series;
  if (!series || series.length === 0) return undefined;
  return series.reduce((sum, gap) => sum + gap, 0) / series.length;
}
