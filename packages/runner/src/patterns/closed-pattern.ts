import type { LoadPattern } from '@sagellm/bench-protocol';
import { usageError } from '@sagellm/bench-protocol';

/** `concurrency` requests in flight: the next one is sent when one ends. */
export function closedPattern(concurrency: number): LoadPattern & { kind: 'closed' } {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw usageError(`--concurrency ${concurrency}: a closed loop needs a whole number of requests in flight above 0`);
  }
  return { kind: 'closed', concurrency, facts: { kind: 'closed', concurrency } };
}
