import type { Random } from '@sagellm/bench-random';
import { sumsOfGaps } from './sums-of-gaps.ts';

/** Independent exponential gaps with mean 1 ÷ rate: variation (standard deviation ÷ mean) 1. */
export function poissonArrivals(rate: number, random: Random): (index: number) => number {
  return sumsOfGaps(() => random.exponential(1000 / rate));
}
