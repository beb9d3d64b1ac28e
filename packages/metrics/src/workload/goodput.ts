import type { MeasuredWindow, RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { judgeRequest } from '../slo/judge-request.ts';
import { completedOf } from './measured-records.ts';

type Goodput = { goodput_rps?: number; slo_attainment?: number; note: string };

/**
 * goodput_rps = completed requests that met every bound ÷ window; slo_attainment = the same requests ÷ all issued (a
 * failure is a miss, and so is what our own stop cut). Bounds are those of `m<x` and `m:pNN<x` clauses; a clause on a
 * mean never enters.
 *
 * 8 of 10 issued requests met `ttft_ms<200` in 2 s: goodput 4 requests/s, attainment 0.8. Absent without bounds, when
 * nothing completed, and when a completed request cannot be judged, because a guess would decide the number.
 */
export function goodput({
  records,
  tokenTimes,
  slo,
  window,
}: {
  records: readonly RequestRecord[];
  tokenTimes: Uint32Array;
  slo: readonly SloClause[];
  window: MeasuredWindow | undefined;
}): Goodput | undefined {
  const bounds = slo.filter((clause) => clause.kind !== 'mean');
  if (bounds.length === 0) return undefined;
  const completed = completedOf(records);
  if (completed.length === 0) return { note: 'no request completed' };

  let met = 0;
  let unknown = 0;
  for (const record of completed) {
    const verdicts = bounds.map((clause) => judgeRequest(clause, record, tokenTimes));
    if (verdicts.every((verdict) => verdict === 'kept')) met++;
    else if (!verdicts.includes('missed')) unknown++;
  }
  const clauses = bounds.map((clause) => clause.text).join(', ');
  if (unknown > 0) {
    return { note: `${unknown} of ${completed.length} completed requests cannot be held against ${clauses}` };
  }
  return {
    ...(window && window.duration_s > 0 ? { goodput_rps: met / window.duration_s } : {}),
    slo_attainment: met / records.length,
    note: `${met} of ${records.length} issued requests met ${clauses}`,
  };
}
