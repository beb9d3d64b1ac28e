import { z } from 'zod';
import { DType } from '../backend-types.ts';
import { ProtocolError } from '../errors.ts';
import { amount, count, metadata, orNull, positiveCount, uuid } from '../field-types.ts';
import { EvictionPolicy, KVCacheHandle, KVCacheLayout, MemoryTier } from './cache-handle.ts';
import { KVTransferMetadata, TransferDirection, TransferStatus } from './transfer.ts';

const ids = { request_id: z.string(), trace_id: z.string() };
const uuids = z.array(uuid).default([]);
/** By handle id. */
const errors = z.record(z.string(), ProtocolError).default({});

export const KVCacheAllocateRequest = z.object({
  request_id: z.string(),
  session_id: orNull(z.string()),
  trace_id: z.string(),
  num_tokens: positiveCount,
  token_start: count.default(0),
  token_end: orNull(count),
  dtype: DType.default('fp16'),
  layout: KVCacheLayout.default('contiguous'),
  device: z.string().default('cpu'),
  memory_tier: MemoryTier.default('cpu'),
  allow_fallback: z.boolean().default(true),
  pin_on_allocate: z.boolean().default(false),
  priority: z.int().default(0),
  prefix_hash: orNull(z.string()),
  metadata,
  rank: orNull(count),
  placement: orNull(z.string()),
});
export type KVCacheAllocateRequest = z.infer<typeof KVCacheAllocateRequest>;

export const KVCacheAllocateResponse = z.object({
  ...ids,
  success: z.boolean(),
  handle: orNull(KVCacheHandle),
  allocated_tokens: count.default(0),
  allocated_bytes: count.default(0),
  actual_device: orNull(z.string()),
  actual_memory_tier: orNull(MemoryTier),
  prefix_hit: z.boolean().default(false),
  prefix_hit_len: count.default(0),
  reused_bytes: count.default(0),
  error: orNull(ProtocolError),
  timestamp: amount.default(0),
});
export type KVCacheAllocateResponse = z.infer<typeof KVCacheAllocateResponse>;

export const KVCacheFreeRequest = z.object({
  ...ids,
  handle_ids: z.array(uuid),
  force: z.boolean().default(false),
  decrement_ref_only: z.boolean().default(false),
  keep_in_cache: z.boolean().default(false),
});
export type KVCacheFreeRequest = z.infer<typeof KVCacheFreeRequest>;

export const KVCacheFreeResponse = z.object({
  ...ids,
  success: z.boolean(),
  freed_handles: uuids,
  failed_handles: uuids,
  freed_tokens: count.default(0),
  freed_bytes: count.default(0),
  errors,
  timestamp: amount.default(0),
});
export type KVCacheFreeResponse = z.infer<typeof KVCacheFreeResponse>;

export const KVCacheEvictRequest = z.object({
  ...ids,
  target_tokens: orNull(positiveCount),
  target_bytes: orNull(positiveCount),
  eviction_policy: EvictionPolicy.default('lru'),
  device: orNull(z.string()),
  memory_tier: orNull(MemoryTier),
  exclude_handle_ids: uuids,
  exclude_session_ids: z.array(z.string()).default([]),
  allow_pin_override: z.boolean().default(false),
  prefer_cold_data: z.boolean().default(true),
});
export type KVCacheEvictRequest = z.infer<typeof KVCacheEvictRequest>;

export const KVCacheEvictResponse = z.object({
  ...ids,
  success: z.boolean(),
  evicted_handles: uuids,
  evicted_tokens: count.default(0),
  evicted_bytes: count.default(0),
  eviction_count: count.default(0),
  eviction_latency_ms: amount.default(0),
  error: orNull(ProtocolError),
  timestamp: amount.default(0),
});
export type KVCacheEvictResponse = z.infer<typeof KVCacheEvictResponse>;

export const KVCacheMigrateRequest = z.object({
  ...ids,
  handle_ids: z.array(uuid),
  source_device: z.string(),
  source_rank: orNull(count),
  target_device: z.string(),
  target_rank: orNull(count),
  target_memory_tier: orNull(MemoryTier),
  transfer_direction: TransferDirection.default('send'),
  async_transfer: z.boolean().default(false),
  compression_enabled: z.boolean().default(false),
  pin_on_arrival: z.boolean().default(false),
  keep_source: z.boolean().default(false),
  priority: z.int().default(0),
  enable_checksum: z.boolean().default(true),
  metadata,
});
export type KVCacheMigrateRequest = z.infer<typeof KVCacheMigrateRequest>;

export const KVCacheMigrateResponse = z.object({
  ...ids,
  success: z.boolean(),
  migrated_handles: uuids,
  failed_handles: uuids,
  /** Old handle id to new one. */
  handle_mapping: z.record(z.string(), uuid).default({}),
  transferred_tokens: count.default(0),
  transferred_bytes: count.default(0),
  compressed_bytes: count.default(0),
  transfer_metadata: z.array(KVTransferMetadata).default([]),
  transfer_latency_ms: amount.default(0),
  transfer_bandwidth_mbps: amount.default(0),
  transfer_status: TransferStatus.default('completed'),
  errors,
  timestamp: amount.default(0),
});
export type KVCacheMigrateResponse = z.infer<typeof KVCacheMigrateResponse>;
