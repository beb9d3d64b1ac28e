import type { GateResult, RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { measuredRecords } from '../workload/measured-records.ts';
import { errorRateGate } from './error-rate-gate.ts';
import { meanGate } from './mean-gate.ts';
import { percentileGate } from './percentile-gate.ts';

/**
 * Every promise of the run: the error rate of the whole run, then of each workload its error rate and each percentile
 * and mean clause. A clause that is a bound alone (`ttft_ms<200`) decides goodput and is no gate.
 *
 * The run keeps its promises when every gate is `kept`; `not-measurable` is not kept.
 */
export function evaluateGates({
  workloads,
  records,
  tokenTimes,
  slo,
  maxErrorRate,
}: {
  workloads: readonly string[];
  /** Of all workloads and phases; warm-up is left out here. */
  records: readonly RequestRecord[];
  tokenTimes: Uint32Array;
  slo: readonly SloClause[];
  maxErrorRate: number;
}): GateResult[] {
  const measured = workloads.map((workload) => ({ workload, records: measuredRecords(records, workload) }));
  const overall = errorRateGate(
    maxErrorRate,
    measured.flatMap((group) => group.records),
    undefined,
  );
  const each = measured.flatMap((group) => [
    errorRateGate(maxErrorRate, group.records, group.workload),
    ...slo.flatMap((clause) => {
      if (clause.kind === 'percentile') return [percentileGate(clause, group.workload, group.records, tokenTimes)];
      if (clause.kind === 'mean') return [meanGate(clause, group.workload, group.records, tokenTimes)];
      return [];
    }),
  ]);
  return [overall, ...each];
}
