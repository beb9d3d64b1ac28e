import type { WorkloadSpec } from '@sagellm/bench-protocol';

type Role = WorkloadSpec['turns'][number];

/** Answers are longer than questions, instructions shorter. */
const WEIGHT: Record<Role, number> = { system: 1, user: 2, assistant: 3 };

/** Shares `total` tokens out over the turns of a conversation: at least one each, the sum exact. */
export function turnLengths(total: number, turns: readonly Role[]): number[] {
  const free = total - turns.length;
  const whole = turns.reduce((sum, role) => sum + WEIGHT[role], 0);
  let weight = 0;
  let given = 0;
  return turns.map((role) => {
    weight += WEIGHT[role];
    const share = Math.round((free * weight) / whole) - given;
    given += share;
    return 1 + share;
  });
}
