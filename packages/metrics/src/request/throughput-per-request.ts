import type { RequestRecord } from '@sagellm/bench-protocol';
import { endToEndLatency } from './end-to-end-latency.ts';

/**
 * Throughput of one request (`throughput_tps`): output tokens ÷ E2EL, in tokens per second.
 *
 * 10 tokens in 200 ms: 50. Absent without a token count and where no time passed.
 */
export function throughputPerRequest(record: RequestRecord): number | undefined {
  const whole = endToEndLatency(record);
  if (!whole || record.output_tokens === undefined) return undefined;
  return (record.output_tokens * 1000) / whole;
}
