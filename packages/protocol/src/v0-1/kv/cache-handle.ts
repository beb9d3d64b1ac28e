import { z } from 'zod';
import { DType } from '../backend-types.ts';
import { amount, count, metadata, orNull, positiveCount, share, uuid } from '../field-types.ts';

export const KVBlockState = z.enum(['allocated', 'cached', 'pinned', 'evicting', 'free']);
export type KVBlockState = z.infer<typeof KVBlockState>;

export const KVCacheLayout = z.enum(['bshd', 'bhsd', 'paged', 'contiguous']);
export type KVCacheLayout = z.infer<typeof KVCacheLayout>;

export const MemoryTier = z.enum(['gpu', 'cpu', 'nvme', 'cxl']);
export type MemoryTier = z.infer<typeof MemoryTier>;

export const EvictionPolicy = z.enum(['lru', 'lfu', 'fifo', 'ttl', 'lifetime_aware', 'priority']);
export type EvictionPolicy = z.infer<typeof EvictionPolicy>;

export const CompressionType = z.enum(['none', 'fp16_to_fp8', 'quantize_int8', 'quantize_int4', 'lz4', 'zstd']);
export type CompressionType = z.infer<typeof CompressionType>;

/** Python calls it KVHandle too (`sagellm_protocol.kv.KVHandle`); the hooks' `KVHandle` is another class. */
export const KVCacheHandle = z.object({
  handle_id: uuid,
  request_id: orNull(z.string()),
  session_id: orNull(z.string()),
  num_tokens: count,
  token_start: count.default(0),
  token_end: count.default(0),
  dtype: DType.default('fp16'),
  layout: KVCacheLayout.default('contiguous'),
  device: z.string().default('cpu'),
  memory_tier: MemoryTier.default('cpu'),
  state: KVBlockState.default('allocated'),
  pin_count: count.default(0),
  ref_count: count.default(1),
  last_access: amount.default(0),
  access_count: count.default(0),
  created_at: amount.default(0),
  metadata,
  is_compressed: z.boolean().default(false),
  compression_type: CompressionType.default('none'),
  prefix_hash: orNull(z.string()),
  rank: orNull(count),
  placement: orNull(z.string()),
  source_rank: orNull(count),
  transfer_id: orNull(uuid),
  is_transferring: z.boolean().default(false),
});
export type KVCacheHandle = z.infer<typeof KVCacheHandle>;

export const KVBlock = z.object({
  block_id: count,
  handle: KVCacheHandle,
  block_size: positiveCount,
  size_bytes: count,
  offset: count.default(0),
  layer_idx: count.default(0),
  head_idx: count.default(0),
});
export type KVBlock = z.infer<typeof KVBlock>;

export const PrefixCacheEntry = z.object({
  prefix_hash: z.string(),
  prefix_tokens: z.array(z.int()),
  handle: KVCacheHandle,
  hit_count: count.default(0),
  reuse_bytes: count.default(0),
  created_at: amount.default(0),
  last_hit_at: amount.default(0),
});
export type PrefixCacheEntry = z.infer<typeof PrefixCacheEntry>;

export const EvictionCandidate = z.object({
  handle: KVCacheHandle,
  score: z.number(),
  eviction_policy: EvictionPolicy,
  last_access: z.number(),
  access_count: count.default(0),
  size_bytes: count,
  reuse_prob: orNull(share),
  remaining_lifetime: orNull(amount),
});
export type EvictionCandidate = z.infer<typeof EvictionCandidate>;

export const LifetimePrediction = z.object({
  handle_id: uuid,
  request_id: z.string(),
  reuse_prob: share,
  remaining_lifetime: amount,
  evict_score: z.number(),
  confidence: share.default(1),
  features_summary: metadata,
  predicted_at: amount.default(0),
});
export type LifetimePrediction = z.infer<typeof LifetimePrediction>;

export const KVPoolStats = z.object({
  total_tokens: count,
  allocated_tokens: count,
  available_tokens: count,
  total_bytes: count,
  allocated_bytes: count,
  available_bytes: count,
  total_blocks: count,
  allocated_blocks: count,
  free_blocks: count,
  pinned_blocks: count,
  alloc_count: count.default(0),
  free_count: count.default(0),
  alloc_fail_count: count.default(0),
  pin_count: count.default(0),
  unpin_count: count.default(0),
  timestamp: amount.default(0),
});
export type KVPoolStats = z.infer<typeof KVPoolStats>;
