import { type RunPlan, SCHEMA_VERSION, type Sweep } from '@sagellm/bench-protocol';
import type { RunResult } from '../run/run-benchmark.ts';
import { toolIdentity } from '../run/tool-identity.ts';
import type { SweepAxis } from './sweep-points.ts';

/** A point of a sweep before it is run. */
export type PlannedPoint = { value: number; folder: string; plan: RunPlan };

/** A sweep without points yet; `partial` until the last one is there, so that even a killed one says what it was. */
export async function startSweep(plan: RunPlan, { axis, values }: SweepAxis): Promise<Sweep> {
  const startedAt = new Date().toISOString();
  return {
    schema: 'sagellm-bench/sweep',
    schema_version: SCHEMA_VERSION,
    tool: await toolIdentity('sagellm-benchmark'),
    started_at: startedAt,
    ended_at: startedAt,
    status: 'partial',
    axis,
    values,
    plan,
    points: [],
    notes: notesOf(plan),
  };
}

export function addPoint(sweep: Sweep, { value, folder, plan }: PlannedPoint, { report, exitCode }: RunResult): void {
  const { manifest, complete, verdict, gates, workloads } = report;
  sweep.engine ??= manifest.engine;
  sweep.points.push({
    value,
    folder,
    run_id: manifest.run_id,
    seed: plan.seed,
    complete,
    ...(manifest.partial_reason === undefined ? {} : { partial_reason: manifest.partial_reason }),
    exit_code: exitCode,
    ...(verdict ? { verdict } : {}),
    gates,
    workloads,
  });
}

/** As it stands now; without a reason it is whole. */
export function endSweep(sweep: Sweep, partialReason: string | undefined): void {
  sweep.ended_at = new Date().toISOString();
  sweep.status = partialReason === undefined ? 'complete' : 'partial';
  if (partialReason === undefined) delete sweep.partial_reason;
  else sweep.partial_reason = partialReason;
}

/** Prompts of a file are the same at every point, whatever the seed; an engine that we start anew remembers none. */
function notesOf(plan: RunPlan): string[] {
  const fromFile = plan.dataset_file ?? plan.workload_file ?? (plan.dataset.includes('.') ? plan.dataset : undefined);
  if (plan.url === undefined || fromFile === undefined)
    return [
      `each point has prompts of its own (seeds from ${plan.seed} on), so that none is answered from a prefix cache`,
    ];
  return [
    `the prompts come from ${fromFile}: a point may send what an earlier one has sent, and a server with a prefix cache then answers it faster`,
  ];
}
