import { z } from 'zod';
import { ProtocolError } from './errors.ts';
import { orNull } from './field-types.ts';
import { ProtocolMetrics } from './metrics.ts';

/** Closed: an engine that says anything else breaks the protocol. */
export const ProtocolFinishReason = z.enum(['stop', 'length', 'error']);
export type ProtocolFinishReason = z.infer<typeof ProtocolFinishReason>;

/** A whole answer. Metrics are required even on errors; `error` and `finish_reason` are not checked against each other. */
export const ProtocolResponse = z.object({
  request_id: z.string(),
  trace_id: z.string(),
  output_text: z.string(),
  /** Token ids. */
  output_tokens: z.array(z.int()),
  prompt_tokens: orNull(z.int()),
  finish_reason: ProtocolFinishReason,
  metrics: ProtocolMetrics,
  error: orNull(ProtocolError),
});
export type ProtocolResponse = z.infer<typeof ProtocolResponse>;
