import type { LoadPattern, RunPlan, Warning } from '@sagellm/bench-protocol';
import { checkRoom, extentOf, type PlannedConnections, type Room, readRoom } from '@sagellm/bench-runner';
import type { PlannedLoad } from '../prompts/prompt-source.ts';
import { threadsFor } from './threads-for.ts';

/** An answer that takes longer is not reckoned with before the run; longer ones show in its records. */
const LONG_ANSWER_S = 30;

/**
 * Before a run over a network: is there room for its connections? Those that are opened ahead are certain, and too little
 * room for them is a usage error: all of a closed loop, and those of the first second of an open one. How many more an
 * open loop comes to need is for the server to decide, so too little room for slow answers is a warning.
 */
export function checkConnections(plan: RunPlan, loads: readonly PlannedLoad[], room: Room = readRoom()): Warning[] {
  const common = { threads: threadsFor(plan, loads), usesPorts: plan.unix_socket === undefined };
  const certain = largest(loads.map((planned) => openedAhead(planned, plan)));
  const estimated = largest(loads.flatMap((planned) => ifAnswersAreSlow(planned, plan) ?? []));
  return [certain, estimated].flatMap((most) => (most ? checkRoom({ ...common, ...most }, room) : []));
}

type Connections = Pick<PlannedConnections, 'connections' | 'flag' | 'estimate'>;

function largest(all: readonly Connections[]): Connections | undefined {
  return all.toSorted((a, b) => b.connections - a.connections)[0];
}

function openedAhead({ workload, load }: PlannedLoad, plan: RunPlan): Connections {
  const { pattern, count = Number.POSITIVE_INFINITY, durationMs, warmup } = load;
  const measured = extentOf(pattern, count, durationMs).connections;
  if (pattern.kind === 'open') return { connections: measured, flag: rateOf(pattern) };
  const connections = Math.max(measured, Math.min(pattern.concurrency, warmup));
  if (plan.concurrency !== undefined) return { connections, flag: `--concurrency ${plan.concurrency}` };
  if (plan.mode === 'maximum') return { connections, flag: '--mode maximum' };
  if (plan.mode === 'batch') return { connections, flag: `--mode batch with ${workload.requests} requests` };
  return { connections, flag: `--concurrency ${pattern.concurrency} of workload ${workload.name}` };
}

function ifAnswersAreSlow({ load }: PlannedLoad, plan: RunPlan): Connections | undefined {
  const { pattern, count = Number.POSITIVE_INFINITY, durationMs = Number.POSITIVE_INFINITY } = load;
  if (pattern.facts.kind === 'closed') return undefined;
  const seconds = Math.min(LONG_ANSWER_S, plan.timeout_total);
  // No more can wait for an answer than are sent at all.
  const sent = Math.ceil(pattern.facts.rate * Math.min(seconds, durationMs / 1000));
  return { connections: Math.min(sent, count), flag: rateOf(pattern), estimate: `answers take ${seconds} s` };
}

function rateOf({ facts }: LoadPattern): string {
  return `${facts.kind === 'open' ? facts.rate : 0} requests a second`;
}
