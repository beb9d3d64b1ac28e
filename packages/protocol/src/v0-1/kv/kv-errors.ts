import { z } from 'zod';

/** What can go wrong with a KV cache, by group. */
export const KVErrorCode = z.enum([
  // budget
  'KV_BUDGET_EXCEEDED',
  'KV_MEMORY_EXHAUSTED',
  'KV_POOL_FULL',
  'KV_CACHE_ALLOCATION_FAILED',
  // handle
  'KV_INVALID_HANDLE',
  'KV_DOUBLE_FREE',
  'KV_HANDLE_PINNED',
  'KV_HANDLE_NOT_FOUND',
  'KV_REF_COUNT_UNDERFLOW',
  'KV_CACHE_NOT_FOUND',
  // cache
  'KV_CACHE_MISS',
  'KV_PREFIX_TOO_LONG',
  'KV_INVALID_PREFIX',
  'KV_INDEX_CORRUPTED',
  // evict
  'KV_NO_VICTIM',
  'KV_EVICTION_FAILED',
  'KV_ALL_PINNED',
  'KV_EVICTION_TIMEOUT',
  // transfer
  'KV_TRANSFER_FAILED',
  'KV_TRANSFER_TIMEOUT',
  'KV_SHARD_MISSING',
  'KV_SHARD_DUPLICATE',
  'KV_CHECKSUM_MISMATCH',
  'KV_METADATA_MISMATCH',
  'KV_COMPRESSION_FAILED',
  'KV_DECOMPRESSION_FAILED',
  'KV_BACKEND_UNAVAILABLE',
  // scheduler
  'KV_ADMISSION_DENIED',
  'KV_QUEUE_FULL',
  'KV_DISPATCH_FAILED',
  'KV_PLAN_INVALID',
  // predictor
  'KV_PREDICTOR_NOT_READY',
  'KV_PREDICTION_FAILED',
  'KV_FEATURE_MISSING',
  // config
  'KV_CONFIG_MISSING',
  'KV_CONFIG_INVALID',
  'KV_NOT_IMPLEMENTED',
]);
export type KVErrorCode = z.infer<typeof KVErrorCode>;

const RETRYABLE: ReadonlySet<KVErrorCode> = new Set([
  'KV_TRANSFER_TIMEOUT',
  'KV_EVICTION_TIMEOUT',
  'KV_BACKEND_UNAVAILABLE',
  'KV_PREDICTOR_NOT_READY',
]);

/** Whether the same operation may succeed later, as sagellm_protocol says: true for exactly four codes. */
export function isRetryableKVError(code: KVErrorCode): boolean {
  return RETRYABLE.has(code);
}
