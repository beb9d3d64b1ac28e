import type { Random } from '@sagellm/bench-random';
import { sumsOfGaps } from './sums-of-gaps.ts';

/** Independent gamma gaps with mean 1 ÷ rate and variation 1 ÷ √shape: shape 1 is Poisson, below 1 burstier. */
export function gammaArrivals(rate: number, shape: number, random: Random): (index: number) => number {
  return sumsOfGaps(() => random.gamma(shape, 1000 / rate / shape));
}
