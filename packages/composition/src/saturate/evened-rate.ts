import type { RunPlan, WorkloadSpec } from '@sagellm/bench-protocol';
import { openPattern } from '@sagellm/bench-runner';
import { arrivalsOf } from '../run/run-benchmark.ts';

/**
 * The rate to ask for so that `requests` requests come at exactly `rate` on the whole. A hundred Poisson arrivals are off by
 * 10 % (one standard deviation), as much as the search is to tell apart. All their gaps stretched by one factor are a Poisson
 * process still, under the condition of its number of arrivals.
 */
export function evenedRate({
  plan,
  workload,
  rate,
  requests,
}: {
  plan: RunPlan;
  workload: WorkloadSpec;
  rate: number;
  requests: number;
}): number {
  // Nothing is left to chance in the others.
  if (requests < 2 || (plan.arrival !== 'poisson' && plan.arrival !== 'gamma')) return rate;
  const { arrival, burstiness } = plan;
  const pattern = openPattern({ arrival, rate, burstiness, random: arrivalsOf(workload, plan) });
  const wantedMs = ((requests - 1) / rate) * 1000;
  return Number((rate * (pattern.due(requests - 1) / wantedMs)).toPrecision(6));
}
