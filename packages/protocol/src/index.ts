export { AggregatedMetrics, MeasuredWindow } from './benchmark/aggregated-metrics.ts';
export { BenchmarkError, ExitCode, faultError, usageError } from './benchmark/benchmark-error.ts';
export { BenchmarkReport, OverallCounts, Unmeasured } from './benchmark/benchmark-report.ts';
export { BenchmarkRequest, Endpoint, PromptInput, PromptMessage, Sampling } from './benchmark/benchmark-request.ts';
export { didYouMean } from './benchmark/did-you-mean.ts';
export { Distribution, PERCENTILES, type PercentileName } from './benchmark/distribution.ts';
export { EngineObservation } from './benchmark/engine-observation.ts';
export { Failure, FailureClass, TimeoutPhase } from './benchmark/failure.ts';
export { RequestRecord, StampSource, TokenCountSource, TokenTimesRef } from './benchmark/request-record.ts';
export {
  EngineIdentity,
  HostFacts,
  PatternFacts,
  RunManifest,
  SCHEMA_VERSION,
  TokenizerIdentity,
  WorkloadRun,
} from './benchmark/run-manifest.ts';
export { Arrival, PlanSource, RunPlan } from './benchmark/run-plan.ts';
export { GateResult, SloClause } from './benchmark/slo.ts';
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
  PreparedRequest,
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
export { WorkloadMetricsFile } from './result-files/workload-metrics-file.ts';
export { type Device, DeviceType, DType, formatDevice, parseDevice } from './v0-1/backend-types.ts';
export { errorCodeOfFailure, errorCodeOfHttpStatus, isRetryableErrorCode } from './v0-1/error-mapping.ts';
export { ProtocolError, ProtocolErrorCode } from './v0-1/errors.ts';
export { BACKWARD_COMPATIBLE_SINCE, FROZEN_INTERFACES } from './v0-1/frozen-interfaces.ts';
export {
  CompressionType,
  EvictionCandidate,
  EvictionPolicy,
  KVBlock,
  KVBlockState,
  KVCacheHandle,
  KVCacheLayout,
  KVPoolStats,
  LifetimePrediction,
  MemoryTier,
  PrefixCacheEntry,
} from './v0-1/kv/cache-handle.ts';
export {
  KVCacheAllocateRequest,
  KVCacheAllocateResponse,
  KVCacheEvictRequest,
  KVCacheEvictResponse,
  KVCacheFreeRequest,
  KVCacheFreeResponse,
  KVCacheMigrateRequest,
  KVCacheMigrateResponse,
} from './v0-1/kv/cache-operations.ts';
export { isRetryableKVError, KVErrorCode } from './v0-1/kv/kv-errors.ts';
export { KVRequestType, SchedulerPlan, SchedulerRequest, SchedulerState } from './v0-1/kv/scheduler.ts';
export { KVTransferMetadata, TransferDirection, TransferStatus } from './v0-1/kv/transfer.ts';
export {
  KVAllocateParams,
  KVDType,
  KVEvictParams,
  KVEvictReason,
  KVFreeParams,
  KVHandle,
  KVHookEvent,
  KVHookPayload,
  KVLayout,
  KVMigrateParams,
  KVPrefetchParams,
  KVPriority,
  KVQoSPolicy,
} from './v0-1/kv-hooks.ts';
export { type ProtocolMetricKey, ProtocolMetrics } from './v0-1/metrics.ts';
export {
  type MetricsOrigin,
  type MetricsReading,
  type ObservedMetrics,
  observedMetrics,
  readObservedMetrics,
} from './v0-1/observed-metrics.ts';
export {
  ChatCompletionChoice,
  ChatCompletionRequest,
  ChatCompletionResponse,
  ChatCompletionStreamChoice,
  ChatCompletionStreamDelta,
  ChatCompletionStreamResponse,
  ChatCompletionUsage,
  ChatFinishReason,
  ChatMessage,
} from './v0-1/openai-chat.ts';
export {
  CompletionChoice,
  CompletionRequest,
  CompletionResponse,
  CompletionUsage,
  EmbeddingData,
  EmbeddingRequest,
  EmbeddingResponse,
  EmbeddingUsage,
  ModelInfo,
  ModelListResponse,
  OpenAIError,
  OpenAIErrorResponse,
} from './v0-1/openai-types.ts';
export { SageLLMPorts } from './v0-1/ports.ts';
export { type ProtocolErrorReading, readErrorCode, readProtocolError } from './v0-1/read-error.ts';
export { readStreamEvent, type StreamEventReading } from './v0-1/read-stream-event.ts';
export { ProtocolRequest } from './v0-1/request.ts';
export { ProtocolFinishReason, ProtocolResponse } from './v0-1/response.ts';
export {
  checkSamplingStrategy,
  DEFAULT_SAMPLING_PARAMS,
  DecodingStrategy,
  deriveStrategy,
  SamplingParams,
  SamplingPreset,
} from './v0-1/sampling.ts';
export { StreamEvent, StreamEventDelta, StreamEventEnd, StreamEventStart } from './v0-1/stream-events.ts';
export { checkStreamOrder, type StreamOrderViolation } from './v0-1/stream-order.ts';
export { checkTimestampOrder, ProtocolTimestamps } from './v0-1/timestamps.ts';
export {
  isCompatibleVersion,
  negotiateVersion,
  PROTOCOL_VERSION,
  ProtocolVersion,
  parseProtocolVersion,
} from './v0-1/version.ts';
