import type { RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { isWithin } from './limit.ts';
import { requestValue } from './request-value.ts';

/**
 * Whether a request kept a per-request bound.
 *
 * - A failed request missed it, whatever it measured (failure = +∞).
 * - A request that our own stop cut is `unknown`: the server never got to show.
 * - A completed request keeps it when its value is below the limit. Without a value it is `unknown`, except for an
 *   answer of fewer than 2 tokens: there is no time between its tokens that could be too long.
 */
export function judgeRequest(
  clause: SloClause,
  record: RequestRecord,
  tokenTimes: Uint32Array,
): 'kept' | 'missed' | 'unknown' {
  if (record.status === 'failed') return 'missed';
  if (record.status === 'cancelled') return 'unknown';
  const value = requestValue(clause.metric, record, tokenTimes);
  if (value !== undefined) return isWithin(value, clause) ? 'kept' : 'missed';
  return isBetweenTokens(clause) && record.output_tokens !== undefined && record.output_tokens < 2 ? 'kept' : 'unknown';
}

function isBetweenTokens({ metric }: SloClause): boolean {
  return metric === 'tpot_ms' || metric === 'itl_ms' || metric === 'tbt_ms';
}
