import { z } from 'zod';
import { DType } from '../backend-types.ts';
import { amount, count, orNull, positiveCount, uuid } from '../field-types.ts';
import { CompressionType, KVCacheLayout } from './cache-handle.ts';

export const TransferStatus = z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled']);
export type TransferStatus = z.infer<typeof TransferStatus>;

export const TransferDirection = z.enum(['send', 'recv']);
export type TransferDirection = z.infer<typeof TransferDirection>;

export const KVTransferMetadata = z.object({
  transfer_id: uuid,
  request_id: z.string(),
  trace_id: z.string(),
  layer_start: count,
  layer_end: count,
  token_start: count,
  token_end: count,
  num_heads: positiveCount,
  head_dim: positiveCount,
  dtype: DType,
  layout: KVCacheLayout,
  shard_id: count.default(0),
  shard_count: positiveCount.default(1),
  offset: count.default(0),
  length: count.default(0),
  is_compressed: z.boolean().default(false),
  compression_type: CompressionType.default('none'),
  original_size: count.default(0),
  checksum: orNull(z.string()),
  total_bytes: count,
  direction: TransferDirection.default('send'),
  source_device: z.string(),
  target_device: z.string(),
  status: TransferStatus.default('pending'),
  created_at: amount.default(0),
  started_at: orNull(z.number()),
  completed_at: orNull(z.number()),
});
export type KVTransferMetadata = z.infer<typeof KVTransferMetadata>;
