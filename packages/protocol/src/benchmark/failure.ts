import { z } from 'zod';

/** How a request failed. Each class means exactly one thing; docs/metrics.md explains them. */
export const FailureClass = z.enum([
  'connect',
  'timeout',
  'http',
  'stream-error',
  'truncated',
  'malformed',
  'empty',
  'error-as-text',
  'usage-impossible',
]);
export type FailureClass = z.infer<typeof FailureClass>;

/** Which limit ran out. */
export const TimeoutPhase = z.enum(['connect', 'first-token', 'idle', 'total']);
export type TimeoutPhase = z.infer<typeof TimeoutPhase>;

export const Failure = z.object({
  class: FailureClass,
  /** One line, without secrets; the first 2 KB of what the server said at most. */
  message: z.string(),
  phase: TimeoutPhase.optional(),
  http_status: z.int().optional(),
  /** The server's own error code, as text. */
  code: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;
