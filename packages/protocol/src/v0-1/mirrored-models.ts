import type { z } from 'zod';
import { ProtocolError } from './errors.ts';
import * as handles from './kv/cache-handle.ts';
import * as operations from './kv/cache-operations.ts';
import * as scheduler from './kv/scheduler.ts';
import { KVTransferMetadata } from './kv/transfer.ts';
import * as hooks from './kv-hooks.ts';
import { ProtocolMetrics } from './metrics.ts';
import * as chat from './openai-chat.ts';
import * as openai from './openai-types.ts';
import { ProtocolRequest } from './request.ts';
import { ProtocolResponse } from './response.ts';
import { SamplingParams } from './sampling.ts';
import * as events from './stream-events.ts';
import { ProtocolTimestamps } from './timestamps.ts';

/** Every model mirrored here, by its name in Python; the `kv` subpackage's names carry `kv.`. */
export const MIRRORED_MODELS: Readonly<Record<string, z.ZodType>> = {
  Request: ProtocolRequest,
  Response: ProtocolResponse,
  Metrics: ProtocolMetrics,
  Timestamps: ProtocolTimestamps,
  Error: ProtocolError,
  SamplingParams,
  StreamEvent: events.StreamEvent,
  StreamEventStart: events.StreamEventStart,
  StreamEventDelta: events.StreamEventDelta,
  StreamEventEnd: events.StreamEventEnd,

  ChatMessage: chat.ChatMessage,
  ChatCompletionRequest: chat.ChatCompletionRequest,
  ChatCompletionChoice: chat.ChatCompletionChoice,
  ChatCompletionUsage: chat.ChatCompletionUsage,
  ChatCompletionResponse: chat.ChatCompletionResponse,
  ChatCompletionStreamDelta: chat.ChatCompletionStreamDelta,
  ChatCompletionStreamChoice: chat.ChatCompletionStreamChoice,
  ChatCompletionStreamResponse: chat.ChatCompletionStreamResponse,
  CompletionRequest: openai.CompletionRequest,
  CompletionChoice: openai.CompletionChoice,
  CompletionUsage: openai.CompletionUsage,
  CompletionResponse: openai.CompletionResponse,
  EmbeddingRequest: openai.EmbeddingRequest,
  EmbeddingData: openai.EmbeddingData,
  EmbeddingUsage: openai.EmbeddingUsage,
  EmbeddingResponse: openai.EmbeddingResponse,
  ModelInfo: openai.ModelInfo,
  ModelListResponse: openai.ModelListResponse,
  OpenAIError: openai.OpenAIError,
  OpenAIErrorResponse: openai.OpenAIErrorResponse,

  KVAllocateParams: hooks.KVAllocateParams,
  KVHandle: hooks.KVHandle,
  KVMigrateParams: hooks.KVMigrateParams,
  KVFreeParams: hooks.KVFreeParams,
  KVEvictParams: hooks.KVEvictParams,
  KVPrefetchParams: hooks.KVPrefetchParams,
  KVQoSPolicy: hooks.KVQoSPolicy,
  KVHookPayload: hooks.KVHookPayload,

  'kv.KVHandle': handles.KVCacheHandle,
  'kv.KVBlock': handles.KVBlock,
  'kv.PrefixCacheEntry': handles.PrefixCacheEntry,
  'kv.EvictionCandidate': handles.EvictionCandidate,
  'kv.LifetimePrediction': handles.LifetimePrediction,
  'kv.KVPoolStats': handles.KVPoolStats,
  'kv.KVTransferMetadata': KVTransferMetadata,
  'kv.SchedulerRequest': scheduler.SchedulerRequest,
  'kv.SchedulerPlan': scheduler.SchedulerPlan,
  'kv.KVCacheAllocateRequest': operations.KVCacheAllocateRequest,
  'kv.KVCacheAllocateResponse': operations.KVCacheAllocateResponse,
  'kv.KVCacheFreeRequest': operations.KVCacheFreeRequest,
  'kv.KVCacheFreeResponse': operations.KVCacheFreeResponse,
  'kv.KVCacheEvictRequest': operations.KVCacheEvictRequest,
  'kv.KVCacheEvictResponse': operations.KVCacheEvictResponse,
  'kv.KVCacheMigrateRequest': operations.KVCacheMigrateRequest,
  'kv.KVCacheMigrateResponse': operations.KVCacheMigrateResponse,
};

/**
 * Python modules that are left out whole: distributed inference, compression, operator tables, separate prefill and
 * decode, offloading. A benchmark neither sends nor reads them.
 */
export const ABSENT_MODULES: readonly string[] = [
  'comm_types',
  'compression_types',
  'heterogeneous_types',
  'operator_mapping',
  'pd_sep_types',
];
