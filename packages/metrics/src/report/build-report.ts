import { type BenchmarkReport, type RequestRecord, type RunManifest, SCHEMA_VERSION } from '@sagellm/bench-protocol';
import { judgeMeasurement } from '../instrument/judge-measurement.ts';
import { evaluateGates } from '../slo/evaluate-gates.ts';
import { parseSlo } from '../slo/parse-slo.ts';
import { judgedWorkloads } from './judged-workload.ts';
import { overallCounts } from './overall-counts.ts';
import { unmeasuredKeys } from './unmeasured.ts';
import { collectWarnings } from './warnings/collect-warnings.ts';

/**
 * A run, judged from its manifest and its records alone. Pure and deterministic: the same three inputs give
 * byte-identical JSON, in whatever order the records come, so a report can be made again at any time.
 *
 * Workloads stand in the manifest's order. Throws a usage error when the manifest's `plan.slo` cannot be read.
 */
export function buildReport({
  manifest,
  records,
  tokenTimes,
}: {
  manifest: RunManifest;
  records: readonly RequestRecord[];
  /** All of `token-times.u32`. */
  tokenTimes: Uint32Array;
}): BenchmarkReport {
  const slo = parseSlo(manifest.plan.slo);
  const workloads = judgedWorkloads({ manifest, records, tokenTimes, slo });
  const gates = evaluateGates({
    workloads: workloads.map(({ metrics }) => metrics.workload),
    records,
    tokenTimes,
    slo,
    maxErrorRate: manifest.plan.max_error_rate,
  });
  const verdict = judgeMeasurement({ manifest, workloads, tokenTimes });
  return {
    schema: 'sagellm-bench/report',
    schema_version: SCHEMA_VERSION,
    complete: manifest.status === 'complete',
    manifest,
    overall: overallCounts(workloads),
    workloads: workloads.map(({ metrics }) => metrics),
    gates,
    verdict,
    warnings: collectWarnings({ manifest, workloads, tokenTimes, verdict }),
    unmeasured: unmeasuredKeys(workloads.map(({ metrics }) => metrics)),
  };
}
