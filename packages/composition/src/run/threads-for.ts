import { availableParallelism } from 'node:os';
import type { RunPlan } from '@sagellm/bench-protocol';
import type { PlannedLoad } from '../prompts/prompt-source.ts';
import { isOpenPlan } from './load-pattern.ts';

/** What one thread sends without its stamps suffering: tokens a second that arrive one by one, and streams at once. */
const TOKENS_PER_SECOND = 40_000;
const STREAMS_AT_ONCE = 512;

/**
 * How many threads send the load. One as long as it is enough: each of them needs a core of its own, this thread
 * another, and what runs beside them the rest.
 */
export function threadsFor(plan: RunPlan, loads: readonly PlannedLoad[], cores = availableParallelism()): number {
  if (plan.workers !== 'auto') return plan.workers;
  // The turns of a conversation are put in order by one thread, and an open loop deals its requests out.
  if (isOpenPlan(plan) && mayHaveTurns(plan)) return 1;
  const wanted = loads.map(({ workload, load: { pattern } }) =>
    pattern.kind === 'closed'
      ? pattern.concurrency / STREAMS_AT_ONCE
      : (pattern.facts.kind === 'open' ? pattern.facts.rate * workload.output_tokens : 0) / TOKENS_PER_SECOND,
  );
  return Math.max(1, Math.min(Math.ceil(Math.max(...wanted)), cores - 2));
}

const WITHOUT_TURNS = ['default', 'random', 'shared-prefix', 'embeddings'];

/** A file may have conversations, unless only their first questions are asked. */
function mayHaveTurns({ dataset, conversation, workload_file }: RunPlan): boolean {
  if (workload_file !== undefined) return false;
  const name = dataset.toLowerCase();
  if (WITHOUT_TURNS.includes(name)) return false;
  if (name === 'synthetic') return conversation !== 'first-turn';
  return !(name === 'sharegpt' && (conversation ?? 'first-turn') === 'first-turn');
}
