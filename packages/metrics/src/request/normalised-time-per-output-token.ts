import type { RequestRecord } from '@sagellm/bench-protocol';
import { endToEndLatency } from './end-to-end-latency.ts';

/**
 * NTPOT (`ntpot_ms`): E2EL ÷ output tokens, in ms. Contains TTFT and queueing; what the Python product calls TPOT.
 *
 * E2EL 300, 10 tokens: 30. Absent without a token count and at 0 tokens.
 */
export function normalisedTimePerOutputToken(record: RequestRecord): number | undefined {
  const whole = endToEndLatency(record);
  return whole === undefined || !record.output_tokens ? undefined : whole / record.output_tokens;
}
