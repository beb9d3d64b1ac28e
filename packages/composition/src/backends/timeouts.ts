import type { RunPlan } from '@sagellm/bench-protocol';

export function timeoutsOf(plan: RunPlan) {
  return {
    connectMs: plan.timeout_connect * 1000,
    firstTokenMs: plan.timeout_first_token * 1000,
    idleMs: plan.timeout_idle * 1000,
    totalMs: plan.timeout_total * 1000,
  };
}
