import type { RunPlan, Warning } from '@sagellm/bench-protocol';
import { checkRoom, type PlannedConnections, type Room, readRoom } from '@sagellm/bench-runner';
import type { PlannedLoad } from '../prompts/prompt-source.ts';
import { threadsFor } from './threads-for.ts';

/** An answer that takes longer is not reckoned with before the run; longer ones show in its records. */
const LONG_ANSWER_S = 30;

/**
 * Before a run over a network: is there room for its connections? A closed loop says how many it needs, and too few are a
 * usage error; how many an open loop needs is for the server to decide, so too few for slow answers are a warning.
 */
export function checkConnections(plan: RunPlan, loads: readonly PlannedLoad[], room: Room = readRoom()): Warning[] {
  const threads = threadsFor(plan, loads);
  const usesPorts = plan.unix_socket === undefined;
  const planned = loads.map((planned) => ({ ...connectionsOf(planned, plan), threads, usesPorts }));
  planned.sort((a, b) => b.connections - a.connections);
  const certain = planned.find(({ estimate }) => estimate === undefined);
  const estimated = planned.find(({ estimate }) => estimate !== undefined);
  return [certain, estimated].flatMap((most) => (most ? checkRoom(most, room) : []));
}

function connectionsOf(
  { workload, load }: PlannedLoad,
  plan: RunPlan,
): Pick<PlannedConnections, 'connections' | 'flag' | 'estimate'> {
  const { pattern, count = Number.POSITIVE_INFINITY, warmup } = load;
  if (pattern.kind === 'closed') {
    const connections = Math.min(pattern.concurrency, Math.max(count, warmup));
    if (plan.concurrency !== undefined) return { connections, flag: `--concurrency ${plan.concurrency}` };
    if (plan.mode === 'batch') return { connections, flag: `--mode batch with ${workload.requests} requests` };
    return { connections, flag: `--concurrency ${pattern.concurrency} of workload ${workload.name}` };
  }
  const { facts } = pattern;
  const rate = facts.kind === 'open' ? facts.rate : 0;
  const seconds = Math.min(LONG_ANSWER_S, plan.timeout_total);
  return {
    connections: Math.min(Math.ceil(rate * seconds), count),
    flag: `${rate} requests a second`,
    estimate: `answers take ${seconds} s`,
  };
}
