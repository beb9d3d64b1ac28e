import type { AggregatedMetrics, RequestRecord, RunManifest, SloClause, WorkloadRun } from '@sagellm/bench-protocol';
import { aggregateWorkload } from '../workload/aggregate-workload.ts';
import { measuredRecords } from '../workload/measured-records.ts';
import { sendingRateNote } from './sending-rate.ts';

/** One workload with all that a judgement of it needs. */
export type JudgedWorkload = {
  metrics: AggregatedMetrics;
  /** Absent for records of a workload that the manifest does not name. */
  run: WorkloadRun | undefined;
  measured: readonly RequestRecord[];
  warmup: readonly RequestRecord[];
};

/** The workloads in the manifest's order; those that only records name come last, so that no request is lost. */
export function judgedWorkloads({
  manifest,
  records,
  tokenTimes,
  slo,
}: {
  manifest: RunManifest;
  records: readonly RequestRecord[];
  tokenTimes: Uint32Array;
  slo: readonly SloClause[];
}): JudgedWorkload[] {
  const runs = new Map(manifest.workloads.map((run) => [run.spec.name, run]));
  const strays = [...new Set(records.map((record) => record.workload))].filter((name) => !runs.has(name)).sort();
  return [...runs.keys(), ...strays].map((name) => {
    const run = runs.get(name);
    const measured = measuredRecords(records, name);
    const metrics = aggregateWorkload({
      workload: name,
      records,
      tokenTimes,
      slo,
      observation: manifest.observations.find((observation) => observation.workload === name),
      speculation: manifest.engine.speculation,
      interrupted: run?.stopped_by === 'interrupt',
    });
    const rates = sendingRateNote(run, measured);
    return {
      run,
      measured,
      warmup: records.filter((record) => record.workload === name && record.phase === 'warmup'),
      metrics: rates ? { ...metrics, notes: { ...metrics.notes, send_lag_ms: rates } } : metrics,
    };
  });
}
