import { z } from 'zod';
import { amount, metadata, orNull, positiveCount } from './field-types.ts';

/** What sageLLM's engine calls around operations on its KV cache. `priority` is a plain number, not a `KVPriority`. */
export const KVDType = z.enum(['fp16', 'bf16', 'fp8', 'int8']);
export type KVDType = z.infer<typeof KVDType>;

export const KVLayout = z.enum(['bshd', 'bhsd']);
export type KVLayout = z.infer<typeof KVLayout>;

export const KVEvictReason = z.enum(['memory_pressure', 'ttl_expired', 'explicit_free']);
export type KVEvictReason = z.infer<typeof KVEvictReason>;

export const KVPriority = z.enum(['critical', 'high', 'medium', 'low', 'background']);
export type KVPriority = z.infer<typeof KVPriority>;

export const KVHookEvent = z.enum([
  'allocate_before',
  'allocate_after',
  'free_before',
  'free_after',
  'evict_before',
  'evict_after',
  'migrate_before',
  'migrate_after',
  'prefetch_before',
  'prefetch_after',
]);
export type KVHookEvent = z.infer<typeof KVHookEvent>;

export const KVAllocateParams = z.object({
  request_id: z.string(),
  num_tokens: positiveCount,
  kv_dtype: KVDType,
  layout: KVLayout,
  block_size: positiveCount,
  trace_id: orNull(z.string()),
  priority: z.int().default(0),
  qos_labels: z.record(z.string(), z.string()).default({}),
  metadata,
});
export type KVAllocateParams = z.infer<typeof KVAllocateParams>;

/** Not the cache's own handle, which is `KVCacheHandle`. */
export const KVHandle = z.object({
  handle_id: z.string(),
  request_id: z.string(),
  num_tokens: z.int(),
  device: z.string(),
});
export type KVHandle = z.infer<typeof KVHandle>;

export const KVMigrateParams = z.object({
  kv_handle: KVHandle,
  target_device: z.string(),
  trace_id: orNull(z.string()),
  priority: z.int().default(0),
  metadata,
});
export type KVMigrateParams = z.infer<typeof KVMigrateParams>;

export const KVFreeParams = z.object({
  kv_handle: KVHandle,
  force: z.boolean().default(false),
  trace_id: orNull(z.string()),
  metadata,
});
export type KVFreeParams = z.infer<typeof KVFreeParams>;

export const KVEvictParams = z.object({
  kv_handle: KVHandle,
  reason: KVEvictReason,
  target_device: orNull(z.string()),
  trace_id: orNull(z.string()),
  priority: z.int().default(0),
  metadata,
});
export type KVEvictParams = z.infer<typeof KVEvictParams>;

export const KVPrefetchParams = z.object({
  request_id: z.string(),
  kv_handle: KVHandle,
  target_device: z.string(),
  priority: z.int().default(0),
  trace_id: orNull(z.string()),
  prefetch_window_tokens: orNull(positiveCount),
  metadata,
});
export type KVPrefetchParams = z.infer<typeof KVPrefetchParams>;

export const KVQoSPolicy = z.object({
  tier: z.string().default('default'),
  slo_latency_ms: orNull(z.number().positive()),
  max_wait_ms: orNull(z.number().positive()),
  evict_protected: z.boolean().default(false),
});
export type KVQoSPolicy = z.infer<typeof KVQoSPolicy>;

export const KVHookPayload = z.object({
  event: KVHookEvent,
  request_id: z.string(),
  trace_id: orNull(z.string()),
  kv_handle: orNull(KVHandle),
  evict_reason: orNull(KVEvictReason),
  device: orNull(z.string()),
  elapsed_ms: amount.default(0),
  success: z.boolean().default(true),
  error_message: orNull(z.string()),
  metadata,
});
export type KVHookPayload = z.infer<typeof KVHookPayload>;
