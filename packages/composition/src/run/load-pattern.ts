import type { LoadPattern, RunPlan, WorkloadSpec } from '@sagellm/bench-protocol';
import { usageError } from '@sagellm/bench-protocol';
import { createRandom, type Random } from '@sagellm/bench-random';
import { closedPattern, openPattern } from '@sagellm/bench-runner';

/** How the requests of one workload are sent, and how many: the plan's wish, else the workload's own. */
export type Load = { pattern: LoadPattern; count?: number; durationMs?: number; warmup: number };

/** Contradictions among the load settings, found before anything is started. */
export function checkLoad(plan: RunPlan): void {
  if (plan.rate !== undefined && plan.concurrency !== undefined) {
    throw usageError(
      `--rate ${plan.rate} and --concurrency ${plan.concurrency} exclude each other`,
      'a rate is an open loop and never waits; a concurrency is a closed loop and always does',
    );
  }
  if (plan.mode === 'batch' && (plan.rate !== undefined || plan.concurrency !== undefined)) {
    throw usageError('--mode batch sends all requests at once and takes neither --rate nor --concurrency');
  }
  if (plan.mode === 'batch' && plan.duration !== undefined) {
    throw usageError('--mode batch takes --requests, not --duration');
  }
  if (plan.rate !== undefined) openLoad(plan, plan.rate, createRandom(plan.seed));
}

export function loadOf(workload: WorkloadSpec, plan: RunPlan, random: Random): Load {
  const warmup = plan.warmup ?? workload.warmup;
  if (plan.rate !== undefined) {
    return { pattern: openLoad(plan, plan.rate, random), warmup, ...amount(workload, plan) };
  }
  const concurrency = plan.mode === 'batch' ? workload.requests : (plan.concurrency ?? workload.concurrency);
  return { pattern: closedPattern(concurrency), warmup, ...amount(workload, plan) };
}

function openLoad(plan: RunPlan, rate: number, random: Random): LoadPattern {
  return openPattern({ arrival: plan.arrival, rate, burstiness: plan.burstiness, random });
}

/** A duration without a count is the only bound; otherwise the count is, and a duration may cut it short. */
function amount(workload: WorkloadSpec, plan: RunPlan): { count?: number; durationMs?: number } {
  if (plan.duration === undefined) return { count: workload.requests };
  const durationMs = plan.duration * 1000;
  return plan.requests === undefined ? { durationMs } : { durationMs, count: workload.requests };
}
