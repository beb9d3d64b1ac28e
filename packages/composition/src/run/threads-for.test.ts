import { RunPlan } from '@sagellm/bench-protocol';
import { expect, it } from 'vitest';
import type { PlannedLoad } from '../prompts/prompt-source.ts';
import { threadsFor } from './threads-for.ts';

const open = { kind: 'open', due: () => 0, facts: { kind: 'open', arrival: 'poisson', rate: 2000, burstiness: 1 } };
const closed = { kind: 'closed', concurrency: 1024, facts: { kind: 'closed', concurrency: 1024 } };
const loads = (pattern: object) => [{ workload: { output_tokens: 64 }, load: { pattern } }] as unknown as PlannedLoad[];
const threads = (plan: object, pattern: object = open) =>
  threadsFor(RunPlan.parse({ rate: pattern === open ? 2000 : undefined, ...plan }), loads(pattern), 16);

it('takes as many threads as the load needs, and no more than the machine has cores for', () => {
  expect(threads({})).toBe(4);
  expect(threads({}, closed)).toBe(2);
  expect(threadsFor(RunPlan.parse({ rate: 2000 }), loads(open), 4)).toBe(2);
  expect(threadsFor(RunPlan.parse({ rate: 2000 }), loads(open), 1)).toBe(1);
});

it.each([
  [{ dataset: 'multi-turn' }, 1],
  [{ dataset: 'Multi-Turn' }, 1],
  [{ dataset: 'synthetic' }, 1],
  [{ dataset: 'synthetic', conversation: 'first-turn' }, 4],
  [{ dataset: 'sharegpt' }, 4],
  [{ dataset: 'sharegpt', conversation: 'all-turns' }, 1],
  [{ dataset: 'jsonl' }, 1],
  [{ dataset: './conversations.json' }, 1],
  [{ dataset: 'Random' }, 4],
])('one thread keeps the conversations of an open loop in order: %j', (plan, wanted) => {
  expect(threads(plan)).toBe(wanted);
});

it('deals conversations out whole in a closed loop, and does what it is told', () => {
  expect(threads({ dataset: 'multi-turn' }, closed)).toBe(2);
  expect(threads({ dataset: 'multi-turn', workers: 3 })).toBe(3);
});
