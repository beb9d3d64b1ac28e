import type { Attainment, RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { judgeRequest } from '../slo/judge-request.ts';
import { proportionInterval } from '../statistics/proportion-interval.ts';

/** Stretches of a run whose shares are compared, and Student’s t of 99 % with one degree less. */
const BATCHES = 10;
const T = 3.25;

/** Each percentile clause: how many of all issued requests met it, with its interval. Empty where nothing was issued. */
export function attainmentOf(
  slo: readonly SloClause[],
  records: readonly RequestRecord[],
  tokenTimes: Uint32Array,
): Attainment[] {
  if (records.length === 0) return [];
  return slo
    .filter(({ kind }) => kind === 'percentile')
    .map((clause) => {
      const verdicts = records.map((record) => judgeRequest(clause, record, tokenTimes));
      const met = verdicts.map((verdict) => (verdict === 'kept' ? 1 : 0));
      return withInterval({
        clause: clause.text,
        asked: clause.share!,
        met: sum(met),
        unknown: verdicts.filter((verdict) => verdict === 'unknown').length,
        issued: records.length,
        standard_error: standardError(met),
      });
    });
}

/**
 * Of a share, by the method of batch means: a queue makes neighbours late together, so that n requests tell less than n
 * independent ones. Stretches in the order of sending are nearly independent of each other.
 */
function standardError(met: readonly number[]): number {
  const shares = Array.from({ length: BATCHES }, (_, i) =>
    met.slice(Math.floor((i * met.length) / BATCHES), Math.floor(((i + 1) * met.length) / BATCHES)),
  )
    .filter((batch) => batch.length > 0)
    .map((batch) => sum(batch) / batch.length);
  if (shares.length < 2) return 0;
  const mean = sum(shares) / shares.length;
  return Math.sqrt(sum(shares.map((share) => (share - mean) ** 2)) / (shares.length - 1) / shares.length);
}

/** The same clauses over several runs at once. */
export function pooledAttainment(parts: readonly (readonly Attainment[])[]): Attainment[] {
  const clauses = new Map<string, Attainment[]>();
  for (const attainment of parts.flat())
    clauses.set(attainment.clause, [...(clauses.get(attainment.clause) ?? []), attainment]);
  return [...clauses.values()].map((all) => {
    const issued = sum(all.map((one) => one.issued));
    return withInterval({
      clause: all[0]!.clause,
      asked: all[0]!.asked,
      met: sum(all.map(({ met }) => met)),
      unknown: sum(all.map(({ unknown }) => unknown)),
      issued,
      standard_error: Math.sqrt(sum(all.map((one) => ((one.issued / issued) * one.standard_error) ** 2))),
    });
  });
}

/** The wider of the two intervals, on each side. */
function withInterval(counts: Omit<Attainment, 'low' | 'high'>): Attainment {
  const { met, unknown, issued, standard_error } = counts;
  const [low] = proportionInterval(met, issued);
  const [, high] = proportionInterval(met + unknown, issued);
  return {
    ...counts,
    low: Math.max(0, Math.min(low, met / issued - T * standard_error)),
    high: Math.min(1, Math.max(high, (met + unknown) / issued + T * standard_error)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
