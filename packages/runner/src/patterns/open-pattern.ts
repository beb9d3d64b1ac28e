import { type Arrival, type LoadPattern, usageError } from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import { burstArrivals, burstSize } from './burst-arrivals.ts';
import { constantArrivals } from './constant-arrivals.ts';
import { gammaArrivals } from './gamma-arrivals.ts';
import { poissonArrivals } from './poisson-arrivals.ts';

type OpenPattern = LoadPattern & { kind: 'open' };

export type OpenPatternOptions = {
  arrival: Arrival;
  /** Mean requests per second. */
  rate: number;
  /** Gamma: the shape (1 is Poisson, below 1 burstier). Burst: requests at once, rounded. Elsewhere only 1. */
  burstiness: number;
  /** Used by `poisson` and `gamma`; the same seed gives the same moments. */
  random: Random;
};

/**
 * Requests at moments of their own, whatever the server does. The first is due at 0 in every arrival process, so a run
 * starts with a request and a duration is counted from it; `rate` is kept by the gaps that follow.
 */
export function openPattern({ arrival, rate, burstiness, random }: OpenPatternOptions): OpenPattern {
  if (!(rate > 0) || !Number.isFinite(rate)) {
    throw usageError(
      `--rate ${rate}: an open loop needs a rate above 0`,
      'for a fixed number of requests in flight use --concurrency',
    );
  }
  if (!(burstiness > 0) || !Number.isFinite(burstiness)) {
    throw usageError(`--burstiness ${burstiness}: must be above 0`);
  }
  const pattern = (due: (index: number) => number, recorded: number): OpenPattern => ({
    kind: 'open',
    due,
    facts: { kind: 'open', arrival, rate, burstiness: recorded },
  });
  switch (arrival) {
    case 'constant':
    case 'poisson':
      if (burstiness !== 1) {
        throw usageError(
          `--burstiness ${burstiness}: has no meaning with --arrival ${arrival}`,
          'use --arrival gamma or --arrival burst',
        );
      }
      return pattern(arrival === 'constant' ? constantArrivals(rate) : poissonArrivals(rate, random), 1);
    case 'gamma':
      return pattern(gammaArrivals(rate, burstiness, random), burstiness);
    case 'burst':
      return pattern(burstArrivals(rate, burstiness), burstSize(burstiness));
    default:
      return arrival satisfies never;
  }
}
