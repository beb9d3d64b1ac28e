import type { AggregatedMetrics, EngineObservation, RequestRecord, SloClause } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import { absenceReasons } from './absence-notes.ts';
import { engineFigures } from './engine-figures.ts';
import { goodput } from './goodput.ts';
import { latencies } from './latencies.ts';
import { measuredRecords } from './measured-records.ts';
import { measuredWindow } from './measured-window.ts';
import { prefixHitRate } from './prefix-hits.ts';
import { requestCounts } from './request-counts.ts';
import { sourceNotes } from './source-notes.ts';
import { streamShape } from './stream-shape.ts';
import { throughput } from './throughput.ts';
import { tokenTotals } from './token-totals.ts';

export type WorkloadInput = {
  workload: string;
  /** Of any workload and phase, in any order; only this workload's measured requests are judged. */
  records: readonly RequestRecord[];
  /** All of `token-times.u32`. */
  tokenTimes: Uint32Array;
  slo: readonly SloClause[];
  observation?: EngineObservation | undefined;
  /** What the engine is known to do; `off` makes `spec_accept_rate` a known 0. */
  speculation?: 'on' | 'off' | undefined;
  interrupted?: boolean;
};

/**
 * Every number of one workload from its records. Pure: the same input gives the same output, in whatever order the
 * records come. A number that could not be measured has no key, and `notes` says why.
 *
 * Formulas are those of the metric catalog, each in its own file of `request/` and `workload/`.
 */
export function aggregateWorkload(input: WorkloadInput): AggregatedMetrics {
  const { workload, tokenTimes, slo, observation, speculation, interrupted = false } = input;
  const records = measuredRecords(input.records, workload);
  const counts = requestCounts(records);
  const window = measuredWindow(records);
  const tokens = tokenTotals(records);
  const shape = streamShape(records, tokenTimes);
  const series = latencies(records, tokenTimes);
  const good = goodput({ records, tokenTimes, slo, window });
  const prefix = prefixHitRate(records, observation);
  const engine = engineFigures(observation, speculation);

  const metrics = withoutAbsent<Omit<AggregatedMetrics, 'notes'>>({
    workload,
    ...counts,
    window,
    ...series,
    ...throughput({
      window,
      completed: counts.successful_requests,
      inputTokens: tokens.total_input_tokens,
      outputTokens: tokens.total_output_tokens,
    }),
    goodput_rps: good?.goodput_rps,
    slo_attainment: good?.slo_attainment,
    ...tokens,
    coalesced_share: shape.token_events > 0 ? shape.coalesced_events / shape.token_events : undefined,
    itl_amortised: series.itl_ms ? shape.amortised : undefined,
    prefix_hit_rate: prefix?.value,
    ...engine.figures,
  } as { [K in keyof Omit<AggregatedMetrics, 'notes'>]: AggregatedMetrics[K] | undefined });

  const sources = sourceNotes(records, shape, { interrupted });
  const reasons = Object.entries(absenceReasons(records, shape)).filter(([key]) => !(key in metrics));
  const notes = withoutAbsent<Record<string, string>>({
    ...Object.fromEntries(Object.entries(sources).filter(([key]) => key in metrics)),
    ...Object.fromEntries(reasons),
    ...(prefix ? { prefix_hit_rate: prefix.note } : {}),
    ...(good ? { slo_attainment: good.note } : {}),
    ...engine.notes,
  });
  return { ...metrics, notes };
}
