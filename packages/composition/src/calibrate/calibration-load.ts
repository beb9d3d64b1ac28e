import { type LoadPattern, WorkloadSpec } from '@sagellm/bench-protocol';
import { closedPattern } from '@sagellm/bench-runner';
import type { CalibrationLoad } from './measure-error.ts';

export type CalibrationSizes = Pick<
  WorkloadSpec,
  'prompt_tokens' | 'output_tokens' | 'requests' | 'concurrency' | 'warmup' | 'stream'
>;

/** What the known-truth server is asked for. */
export function calibrationWorkload(sizes: CalibrationSizes): WorkloadSpec {
  return WorkloadSpec.parse({
    name: 'calibration',
    title: 'a server of known truth',
    topic: 'the error of a measuring instrument',
    ...sizes,
  });
}

/**
 * The pattern as it is sent to the known-truth server. A closed loop starts spread over the time that one request takes: a
 * hundred requests in lock step would have all their tokens due in the same moment, queue in the server's one thread, and
 * measure that queue instead of the client.
 */
export function spreadStart(
  pattern: LoadPattern,
  { output_tokens }: WorkloadSpec,
  { ttftMs, itlMs }: CalibrationLoad['server'],
): LoadPattern {
  if (pattern.kind === 'open' || pattern.concurrency === 1) return pattern;
  return closedPattern(pattern.concurrency, { startSpreadMs: ttftMs + (output_tokens - 1) * itlMs });
}
