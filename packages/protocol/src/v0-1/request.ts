import { z } from 'zod';
import { count, orNull, positiveCount } from './field-types.ts';
import { ChatMessage } from './openai-chat.ts';
import { SamplingParams } from './sampling.ts';

/**
 * A request inside sageLLM. Only the ids and `max_tokens` are required: nothing demands a prompt or messages, and
 * nothing relates `sampling_params` to `temperature` and `top_p`.
 */
export const ProtocolRequest = z.object({
  request_id: z.string(),
  trace_id: z.string(),
  model: z.string().default(''),
  prompt: z.string().default(''),
  messages: orNull(z.array(ChatMessage)),
  max_tokens: positiveCount,
  stream: z.boolean().default(false),
  sampling_params: orNull(SamplingParams),
  temperature: orNull(z.number().min(0).max(2)),
  top_p: orNull(z.number().gt(0).max(1)),
  kv_budget_tokens: orNull(positiveCount),
  metadata: orNull(z.record(z.string(), z.unknown())),
  phase: orNull(z.enum(['prefill', 'decode'])),
  rank: orNull(count),
  world_size: orNull(positiveCount),
  group_id: orNull(z.string()),
  tp_rank: orNull(count),
  pp_rank: orNull(count),
  tp_size: orNull(positiveCount),
  pp_size: orNull(positiveCount),
});
export type ProtocolRequest = z.infer<typeof ProtocolRequest>;
