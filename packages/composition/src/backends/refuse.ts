import { type RunPlan, usageError } from '@sagellm/bench-protocol';
import { findPlanKey } from '../configuration/plan-keys.ts';

export const OWN_TOKENIZER = 'prompts are made with the tokenizer of the engine itself';

/** Settings that a backend cannot honour are an error, not ignored. */
export function refuse(plan: RunPlan, backend: string, keys: readonly (keyof RunPlan)[], remedy?: string): void {
  for (const key of keys) {
    if (plan[key] === undefined || plan[key] === false) continue;
    throw usageError(`${findPlanKey(key)!.flag} does not go with --backend ${backend}`, remedy);
  }
}
