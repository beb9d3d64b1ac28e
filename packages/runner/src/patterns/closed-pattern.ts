import type { LoadPattern } from '@sagellm/bench-protocol';
import { usageError } from '@sagellm/bench-protocol';

/** `concurrency` requests in flight: the next one is sent when one ends. The first ones begin at once, or evenly over `startSpreadMs`. */
export function closedPattern(
  concurrency: number,
  { startSpreadMs }: { startSpreadMs?: number } = {},
): LoadPattern & { kind: 'closed' } {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw usageError(`--concurrency ${concurrency}: a closed loop needs a whole number of requests in flight above 0`);
  }
  return {
    kind: 'closed',
    concurrency,
    ...(startSpreadMs === undefined ? {} : { startSpreadMs }),
    facts: { kind: 'closed', concurrency },
  };
}
