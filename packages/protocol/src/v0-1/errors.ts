import { z } from 'zod';
import { orNull } from './field-types.ts';

/** The codes that may be written. There is none for "internal" or "unknown"; the set has grown three times. */
export const ProtocolErrorCode = z.enum([
  'invalid_argument',
  'resource_exhausted',
  'unavailable',
  'deadline_exceeded',
  'not_implemented',
  'kv_transfer_failed',
  'comm_timeout',
  'comm_group_invalid',
  'distributed_runtime_error',
  'operator_not_found',
  'invalid_operator_mapping',
  'operator_registration_failed',
  'comm_backend_not_supported',
  'comm_rank_mismatch',
  'comm_group_not_found',
  'comm_collective_failed',
  'comm_p2p_failed',
  'kv_prefetch_failed',
  'kv_qos_constraint_violated',
  'kv_priority_queue_full',
  'compression_not_supported',
  'quantization_calibration_failed',
  'speculative_decoding_failed',
]);
export type ProtocolErrorCode = z.infer<typeof ProtocolErrorCode>;

/** As it is written. To read what another version wrote, use `readProtocolError`. */
export const ProtocolError = z.object({
  code: ProtocolErrorCode,
  message: z.string(),
  /** Never derived from the code: null means that nobody said. */
  retryable: orNull(z.boolean()),
});
export type ProtocolError = z.infer<typeof ProtocolError>;
