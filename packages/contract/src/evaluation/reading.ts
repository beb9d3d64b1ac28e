import { type AggregatedMetrics, type Distribution, PERCENTILES } from '@sagellm/bench-protocol';
import type { ContractStatistic } from '../contracts/contract.ts';
import type { ContractMetric } from '../contracts/contract-metrics.ts';

/** The number that a row speaks of, with what is known of its spread; or why there is none to rely on. */
export type Reading = {
  measured?: number;
  n?: number;
  interval?: [number, number];
  /** Why the number cannot be held against a limit. */
  unreliable?: string;
};

/** Values from which on a normal interval of a mean is given. */
const SMALLEST_FOR_MEAN = 8;
/** Two-sided 99 % quantile of the normal distribution. */
const Z99 = 2.576;

/** Reads `metric` and `statistic` of one workload. Empty where nobody measured it. */
export function readNumber(
  metrics: AggregatedMetrics,
  { metric, statistic }: { metric: ContractMetric; statistic: ContractStatistic },
): Reading {
  const found: number | Distribution | undefined = metrics[metric];
  if (found === undefined) return {};
  if (typeof found === 'number') {
    return statistic === 'value'
      ? { measured: found }
      : { measured: found, unreliable: `${metric} is one number and has no ${statistic}` };
  }
  if (statistic === 'value') return { n: found.n, unreliable: `${metric} is a distribution: name a statistic of it` };
  const reading: Reading = { measured: found[statistic], n: found.n };
  if (statistic === 'min' || statistic === 'max') return reading;
  const interval = statistic === 'mean' ? meanInterval(found) : found.ci99?.[statistic];
  if (interval) reading.interval = interval;
  if (statistic !== 'mean' && !found.reliable[statistic]) {
    const needed = smallestSampleFor(PERCENTILES[statistic]);
    reading.unreliable = `n = ${found.n} is too small for this percentile: ${needed} values are needed`;
  }
  return reading;
}

/**
 * mean ± 2.576 · std ÷ √n, from n = 8 on. Mean 100, std 10, n 100: 97.424 to 102.576.
 *
 * Takes the values as independent, and is a little too narrow for few of them.
 */
function meanInterval({ n, mean, std }: Distribution): [number, number] | undefined {
  if (n < SMALLEST_FOR_MEAN || std === undefined) return undefined;
  const half = (Z99 * std) / Math.sqrt(n);
  return [mean - half, mean + half];
}

/** The n from which on order statistics bound a quantile on both sides with 99 %: 104 for p95. */
function smallestSampleFor(quantile: number): number {
  return Math.ceil(Math.log(0.005) / Math.log(Math.max(quantile, 1 - quantile)));
}
