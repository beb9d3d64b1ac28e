import { z } from 'zod';
import { amount, count, orNull, positiveCount, uuid } from '../field-types.ts';

export const KVRequestType = z.enum(['prefill', 'decoding', 'hybrid']);
export type KVRequestType = z.infer<typeof KVRequestType>;

export const SchedulerState = z.enum([
  'queued',
  'scheduled',
  'dispatched',
  'executing',
  'completed',
  'failed',
  'cancelled',
]);
export type SchedulerState = z.infer<typeof SchedulerState>;

export const SchedulerRequest = z.object({
  request_id: z.string(),
  session_id: orNull(z.string()),
  trace_id: z.string(),
  request_type: KVRequestType,
  prompt_len: count,
  max_new_tokens: positiveCount,
  generated_len: count.default(0),
  priority: z.int().default(0),
  deadline: orNull(z.number()),
  kv_tokens_required: count.default(0),
  memory_required_mb: amount.default(0),
  prefix_fingerprint: orNull(z.string()),
  prefix_hit_len: count.default(0),
  state: SchedulerState.default('queued'),
  queued_at: amount.default(0),
  scheduled_at: orNull(z.number()),
  device_affinity: orNull(z.string()),
  worker_id: orNull(z.string()),
});
export type SchedulerRequest = z.infer<typeof SchedulerRequest>;

export const SchedulerPlan = z.object({
  plan_id: uuid,
  requests: z.array(SchedulerRequest),
  batch_size: count,
  total_kv_tokens: count.default(0),
  total_memory_mb: amount.default(0),
  placement: z.record(z.string(), z.string()).default({}),
  created_at: amount.default(0),
});
export type SchedulerPlan = z.infer<typeof SchedulerPlan>;
