import { type BenchmarkReport, SCHEMA_VERSION, type WorkloadMetricsFile } from '@sagellm/bench-protocol';
import { flatMetrics } from './flat-metrics.ts';
import { jsonText } from './json-text.ts';

/** The text of `<workload>_metrics.json`. A workload that the report does not have is a mistake of ours and throws. */
export function renderWorkloadMetricsFile(report: BenchmarkReport, workload: string): string {
  const metrics = report.workloads.find((candidate) => candidate.workload === workload);
  if (!metrics) throw new Error(`the report has no workload ${workload}`);
  const { manifest } = report;
  const file: WorkloadMetricsFile = {
    schema: 'sagellm-bench/workload-metrics',
    schema_version: SCHEMA_VERSION,
    workload,
    run_id: manifest.run_id,
    complete: report.complete,
    simulated: manifest.engine.simulated,
    engine: manifest.engine,
    tokenizer: manifest.tokenizer,
    ...flatMetrics(metrics, manifest),
    metrics,
  };
  return jsonText(file);
}
