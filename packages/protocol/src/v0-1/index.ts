export { type Device, DeviceType, DType, formatDevice, parseDevice } from './backend-types.ts';
export { errorCodeOfFailure, errorCodeOfHttpStatus, isRetryableErrorCode } from './error-mapping.ts';
export { ProtocolError, ProtocolErrorCode } from './errors.ts';
export { BACKWARD_COMPATIBLE_SINCE, FROZEN_INTERFACES } from './frozen-interfaces.ts';
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
} from './kv/cache-handle.ts';
export {
  KVCacheAllocateRequest,
  KVCacheAllocateResponse,
  KVCacheEvictRequest,
  KVCacheEvictResponse,
  KVCacheFreeRequest,
  KVCacheFreeResponse,
  KVCacheMigrateRequest,
  KVCacheMigrateResponse,
} from './kv/cache-operations.ts';
export { isRetryableKVError, KVErrorCode } from './kv/kv-errors.ts';
export { KVRequestType, SchedulerPlan, SchedulerRequest, SchedulerState } from './kv/scheduler.ts';
export { KVTransferMetadata, TransferDirection, TransferStatus } from './kv/transfer.ts';
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
} from './kv-hooks.ts';
export { type ProtocolMetricKey, ProtocolMetrics } from './metrics.ts';
export {
  type MetricsOrigin,
  type MetricsReading,
  type ObservedMetrics,
  observedMetrics,
  readObservedMetrics,
} from './observed-metrics.ts';
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
} from './openai-chat.ts';
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
} from './openai-types.ts';
export { SageLLMPorts } from './ports.ts';
export { type ProtocolErrorReading, readErrorCode, readProtocolError } from './read-error.ts';
export { readStreamEvent, type StreamEventReading } from './read-stream-event.ts';
export { ProtocolRequest } from './request.ts';
export { ProtocolFinishReason, ProtocolResponse } from './response.ts';
export {
  checkSamplingStrategy,
  DEFAULT_SAMPLING_PARAMS,
  DecodingStrategy,
  deriveStrategy,
  SamplingParams,
  SamplingPreset,
} from './sampling.ts';
export { StreamEvent, StreamEventDelta, StreamEventEnd, StreamEventStart } from './stream-events.ts';
export { checkStreamOrder, type StreamOrderViolation } from './stream-order.ts';
export { checkTimestampOrder, ProtocolTimestamps } from './timestamps.ts';
export {
  isCompatibleVersion,
  negotiateVersion,
  PROTOCOL_VERSION,
  ProtocolVersion,
  parseProtocolVersion,
} from './version.ts';
