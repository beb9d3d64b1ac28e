export { AggregatedMetrics, MeasuredWindow } from './benchmark/aggregated-metrics.ts';
export { BenchmarkError, ExitCode, faultError, usageError } from './benchmark/benchmark-error.ts';
export { BenchmarkReport, OverallCounts, Unmeasured } from './benchmark/benchmark-report.ts';
export { BenchmarkRequest, Endpoint, PromptInput, PromptMessage, Sampling } from './benchmark/benchmark-request.ts';
export { Calibration, ErrorFigures, SidedError } from './benchmark/calibration.ts';
export { didYouMean } from './benchmark/did-you-mean.ts';
export { Distribution, PERCENTILES, type PercentileName } from './benchmark/distribution.ts';
export { EngineObservation } from './benchmark/engine-observation.ts';
export { mostSeriousExitCode, verdictExitCode } from './benchmark/exit-precedence.ts';
export { Failure, FailureClass, TimeoutPhase } from './benchmark/failure.ts';
export { InstrumentHealth, ThreadHealth } from './benchmark/instrument-health.ts';
export { LoadShape, PatternFacts, TraceFacts } from './benchmark/pattern-facts.ts';
export { patternText } from './benchmark/pattern-text.ts';
export { RequestRecord, StampSource, TokenCountSource, TokenTimesRef } from './benchmark/request-record.ts';
export {
  DatasetIdentity,
  EngineIdentity,
  HostFacts,
  RunManifest,
  SCHEMA_VERSION,
  TokenizerIdentity,
  WorkloadRun,
} from './benchmark/run-manifest.ts';
export { Arrival, PlanSource, RunPlan } from './benchmark/run-plan.ts';
export {
  Attainment,
  ProbeStatus,
  QueueTrend,
  RatePoint,
  RateProbe,
  SaturationSearch,
  SaturationState,
} from './benchmark/saturation-search.ts';
export { GateResult, SloClause } from './benchmark/slo.ts';
export { Sweep, SweepPoint } from './benchmark/sweep.ts';
export { ArrivalAudit, SelfCheck, Verdict, VerdictReason, VerdictState } from './benchmark/verdict.ts';
export { Warning } from './benchmark/warning.ts';
export { WorkloadSpec } from './benchmark/workload-spec.ts';
export type { Dataset, SampleSpec } from './interfaces/dataset.ts';
export {
  type Engine,
  EngineError,
  type EngineEvent,
  type EngineFacts,
  type EngineRequest,
  type EngineStats,
} from './interfaces/engine.ts';
export type {
  ClientDescription,
  InferenceClient,
  InferenceEvent,
  InferenceResult,
  Observation,
  PackedRequests,
  PreparedRequest,
  Reread,
  Sending,
} from './interfaces/inference-client.ts';
export type { LoadPattern } from './interfaces/load-pattern.ts';
export type { RenderOptions, Reporter } from './interfaces/reporter.ts';
export type { Tokenizer } from './interfaces/tokenizer.ts';
export type { HttpRequest, ResponseSink, Transport } from './interfaces/transport.ts';
export { type JsonSchema, resultSchemas } from './json-schema/result-schemas.ts';
export { findMetric, metricCatalog } from './metric-catalog/catalog.ts';
export type { MetricDefinition } from './metric-catalog/metric-definition.ts';
export { BenchmarkSummary } from './result-files/benchmark-summary.ts';
export { FlatMetrics } from './result-files/flat-metrics.ts';
export { ForeignReportFile } from './result-files/foreign-report-file.ts';
export { WorkloadMetricsFile } from './result-files/workload-metrics-file.ts';
