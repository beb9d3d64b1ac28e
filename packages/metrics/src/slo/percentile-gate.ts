import type { GateResult, RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import { smallestSampleFor } from '../statistics/order-statistic-interval.ts';
import { judgeRequest } from './judge-request.ts';
import { requestValue } from './request-value.ts';

/**
 * `m:pNN<x`: at least NN % of all issued requests keep the bound x, failures counted as +∞.
 *
 * 200 issued, p95: 190 must keep it. `measured` is the latency that NN % of them kept, i.e. the value at rank
 * ⌈NN % · n⌉; it is absent where that rank falls among the failures.
 *
 * Not measurable where n is too small for a 99 % interval of that percentile, and where requests that cannot be judged
 * (cut by our own stop, or without the number) would decide it.
 */
export function percentileGate(
  clause: SloClause,
  workload: string,
  records: readonly RequestRecord[],
  tokenTimes: Uint32Array,
): GateResult {
  const share = clause.share!;
  const verdicts = records.map((record) => judgeRequest(clause, record, tokenTimes));
  const kept = verdicts.filter((verdict) => verdict === 'kept').length;
  const unknown = verdicts.filter((verdict) => verdict === 'unknown').length;
  const asked = atLeast(share, records.length);
  const needed = smallestSampleFor(share);
  const tooSmall = records.length < needed;
  const status = tooSmall
    ? 'not-measurable'
    : kept >= asked
      ? 'kept'
      : kept + unknown < asked
        ? 'broken'
        : 'not-measurable';

  const counts = `${kept} of ${records.length} issued requests kept ${bound(clause)}, ${asked} needed`;
  return withoutAbsent<GateResult>({
    gate: clause.text,
    workload,
    status,
    measured: unknown > 0 ? undefined : valueAtRank(asked, clause, records, tokenTimes),
    limit: clause.limit,
    explanation: [
      counts,
      unknown > 0 ? `${unknown} cannot be judged` : undefined,
      tooSmall ? `n is too small for this percentile: ${needed} requests are needed` : undefined,
    ]
      .filter((part) => part !== undefined)
      .join('; '),
  });
}

/** ⌈share · n⌉, not shifted by the rounding of the product (0.55 · 100 is 55.00000000000001). */
function atLeast(share: number, n: number): number {
  return Math.ceil(share * n - 1e-9);
}

function bound({ metric, limit, inclusive }: SloClause): string {
  return `${metric} ${inclusive ? '<=' : '<'} ${limit} ms`;
}

function valueAtRank(
  rank: number,
  clause: SloClause,
  records: readonly RequestRecord[],
  tokenTimes: Uint32Array,
): number | undefined {
  if (rank < 1) return undefined;
  // A completed answer without a value has fewer than two tokens here: nothing between them that could be too long.
  const values = Float64Array.from(records, (record) =>
    record.status === 'completed'
      ? (requestValue(clause.metric, record, tokenTimes) ?? Number.NEGATIVE_INFINITY)
      : Number.POSITIVE_INFINITY,
  ).sort();
  const value = values[rank - 1]!;
  return Number.isFinite(value) ? value : undefined;
}
