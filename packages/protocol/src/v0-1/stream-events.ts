import { z } from 'zod';
import { ProtocolError } from './errors.ts';
import { orNull } from './field-types.ts';
import { ProtocolMetrics } from './metrics.ts';
import { ProtocolFinishReason } from './response.ts';

const identity = { request_id: z.string(), trace_id: z.string(), engine_id: z.string() };

export const StreamEventStart = z.object({
  event: z.literal('start').default('start'),
  ...identity,
  prompt_tokens: orNull(z.int()),
});
export type StreamEventStart = z.infer<typeof StreamEventStart>;

export const StreamEventDelta = z.object({
  event: z.literal('delta').default('delta'),
  ...identity,
  /** U+FFFD where a token is half a character. */
  content: z.string(),
  content_tokens: z.array(z.int()),
});
export type StreamEventDelta = z.infer<typeof StreamEventDelta>;

export const StreamEventEnd = z.object({
  event: z.literal('end').default('end'),
  ...identity,
  prompt_tokens: orNull(z.int()),
  /** The whole text again. */
  content: z.string(),
  output_tokens: z.array(z.int()),
  finish_reason: ProtocolFinishReason,
  metrics: ProtocolMetrics,
  error: orNull(ProtocolError),
});
export type StreamEventEnd = z.infer<typeof StreamEventEnd>;

/**
 * One event of an answer as it is made. The tag is required here, though each kind alone has it as its default. To read
 * what older versions wrote, use `readStreamEvent`.
 */
export const StreamEvent = z.discriminatedUnion('event', [StreamEventStart, StreamEventDelta, StreamEventEnd]);
export type StreamEvent = z.infer<typeof StreamEvent>;
