import type { Attainment, RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { judgeRequest } from '../slo/judge-request.ts';
import { proportionInterval } from '../statistics/proportion-interval.ts';

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
      return withInterval({
        clause: clause.text,
        asked: clause.share!,
        met: verdicts.filter((verdict) => verdict === 'kept').length,
        unknown: verdicts.filter((verdict) => verdict === 'unknown').length,
        issued: records.length,
      });
    });
}

/** The same clauses over several runs at once. */
export function pooledAttainment(parts: readonly (readonly Attainment[])[]): Attainment[] {
  const clauses = new Map<string, Attainment[]>();
  for (const attainment of parts.flat())
    clauses.set(attainment.clause, [...(clauses.get(attainment.clause) ?? []), attainment]);
  return [...clauses.values()].map((all) =>
    withInterval({
      clause: all[0]!.clause,
      asked: all[0]!.asked,
      met: sum(all.map(({ met }) => met)),
      unknown: sum(all.map(({ unknown }) => unknown)),
      issued: sum(all.map(({ issued }) => issued)),
    }),
  );
}

function withInterval(counts: Omit<Attainment, 'low' | 'high'>): Attainment {
  const { met, unknown, issued } = counts;
  const [low] = proportionInterval(met, issued);
  const [, high] = proportionInterval(met + unknown, issued);
  return { ...counts, low, high };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
