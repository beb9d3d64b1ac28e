import type { RequestRecord } from '@sagellm/bench-protocol';
import { elapsed } from './elapsed.ts';

/**
 * TTFO (`ttfo_ms`): first output that is not reasoning − sent, in ms.
 *
 * Sent at 100, reasoning from 150 on, answer from 900 on: 800. Absent when the answer was not streamed, and when a
 * model spent all its tokens on reasoning.
 */
export function timeToFirstOutput(record: RequestRecord): number | undefined {
  return record.stream ? elapsed(record.sent_ms, record.first_output_ms) : undefined;
}
