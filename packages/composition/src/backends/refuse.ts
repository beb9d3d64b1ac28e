import { type RunPlan, usageError } from '@sagellm/bench-protocol';
import { findPlanKey } from '../configuration/plan-keys.ts';

/** Settings of the way to a server that somebody else runs. */
export const WAYS_TO_SERVERS = ['ca', 'insecure', 'unix_socket'] as const;

export const OWN_TOKENIZER = 'prompts are made with the tokenizer of the engine itself';

/** Settings that a backend cannot honour are an error, not ignored. */
export function refuse(plan: RunPlan, backend: string, keys: readonly (keyof RunPlan)[], remedy?: string): void {
  for (const key of keys) {
    if (plan[key] === undefined || plan[key] === false) continue;
    throw usageError(`${findPlanKey(key)!.flag} does not go with --backend ${backend}`, remedy);
  }
}
