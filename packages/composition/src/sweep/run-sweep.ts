import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ExitCode,
  mostSeriousExitCode,
  type RunPlan,
  SCHEMA_VERSION,
  type Sweep,
  usageError,
} from '@sagellm/bench-protocol';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { checkLoad } from '../run/load-pattern.ts';
import { type RunOptions, type RunResult, runBenchmark } from '../run/run-benchmark.ts';
import { toolIdentity } from '../run/tool-identity.ts';
import { takeSweepFolder, writeSweep } from './sweep-folder.ts';
import { planOfPoint, pointFolder, type SweepAxis } from './sweep-points.ts';

export type SweepOptions = RunOptions & {
  axis: SweepAxis;
};

export type SweepResult = {
  sweep: Sweep;
  folder: string;
  files: string[];
  /** The most serious of all runs. */
  exitCode: ExitCode;
  /** What broke the sweep off before its last point, other than an interrupt. */
  fault?: unknown;
};

/**
 * One whole run after another, each in a folder of its own, and the curve that they make. Written anew after each point:
 * what has been measured is kept, whatever becomes of the rest.
 *
 * @throws BenchmarkError (usage) for a load that no run takes, before anything is started
 */
export async function runSweep({ loaded, axis: { axis, values }, ...options }: SweepOptions): Promise<SweepResult> {
  const { plan } = loaded;
  if (plan.output_json !== undefined)
    throw usageError('--output-json: each point of a sweep would overwrite it', 'sweep.json has every metric');
  const points = values.map((value, index) => {
    const folder = pointFolder(axis, value);
    return { value, folder, plan: planOfPoint(plan, axis, value, index, join(plan.output, folder)) };
  });
  for (const point of points) checkLoad(point.plan);

  const place = await takeSweepFolder(plan.output);
  const notice = (text: string) => options.onEvent({ type: 'notice', text });
  try {
    if (place.movedTo) notice(`the earlier sweep was moved to ${place.movedTo}`);
    const startedAt = new Date().toISOString();
    const sweep: Sweep = {
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
    let files: string[] = [];
    const write = async (partialReason: string | undefined) => {
      sweep.ended_at = new Date().toISOString();
      sweep.status = partialReason === undefined ? 'complete' : 'partial';
      if (partialReason === undefined) delete sweep.partial_reason;
      else sweep.partial_reason = partialReason;
      files = await writeSweep(plan.output, sweep);
    };
    const result = (fault?: unknown): SweepResult => ({
      sweep,
      folder: plan.output,
      files,
      exitCode: mostSeriousExitCode([
        fault === undefined ? undefined : ExitCode.fault,
        ...sweep.points.map(({ exit_code }) => exit_code as ExitCode),
      ]),
      ...(fault === undefined ? {} : { fault }),
    });

    for (const [index, point] of points.entries()) {
      const name = axis === 'concurrency' ? `${point.value} in flight` : `${point.value} requests/s`;
      notice(`point ${index + 1} of ${points.length}: ${name}`);
      let run: RunResult;
      try {
        run = await runBenchmark({ ...options, loaded: loadedOf(loaded, point.plan, axis) });
      } catch (error) {
        // A folder that was made for nothing.
        await rmdir(point.plan.output).catch(() => {});
        if (options.signal.aborted) {
          await write(`interrupted at ${name}`);
          return result();
        }
        // Wrong usage that only a run can see: nothing has been measured and nothing is to be kept.
        if (index === 0 && (error as { exitCode?: number }).exitCode === ExitCode.usage) throw error;
        await write(`${name} could not be measured: ${(error as Error).message}`);
        return result(error);
      }
      add(sweep, point, run);
      if (options.signal.aborted) {
        await write(`interrupted at ${name}`);
        return result();
      }
      const last = index === points.length - 1;
      if (!last && run.report.overall.successful_requests === 0) {
        await write(`no request completed at ${name}`);
        notice(`no request completed at ${name}: the sweep ends here`);
        return result();
      }
      await write(last ? undefined : 'it was ended before its last point');
    }
    return result();
  } finally {
    await place.release();
  }
}

function add(
  sweep: Sweep,
  { value, folder, plan }: { value: number; folder: string; plan: RunPlan },
  run: RunResult,
): void {
  const { manifest, complete, verdict, gates, workloads } = run.report;
  sweep.engine ??= manifest.engine;
  sweep.points.push({
    value,
    folder,
    run_id: manifest.run_id,
    seed: plan.seed,
    complete,
    ...(manifest.partial_reason === undefined ? {} : { partial_reason: manifest.partial_reason }),
    exit_code: run.exitCode,
    ...(verdict ? { verdict } : {}),
    gates,
    workloads,
  });
}

function loadedOf({ sources }: LoadedPlan, plan: RunPlan, axis: Sweep['axis']): LoadedPlan {
  return { plan, sources: { ...sources, [axis]: 'flag', seed: 'flag', output: 'flag' } };
}

/** Prompts of a file are the same at every point, whatever the seed; an engine that we start anew remembers none. */
function notesOf(plan: RunPlan): string[] {
  const seeds = `each point has prompts of its own (seeds from ${plan.seed} on), so that none is answered from a prefix cache`;
  const fromFile = plan.dataset_file ?? plan.workload_file ?? (plan.dataset.includes('.') ? plan.dataset : undefined);
  if (plan.url === undefined || fromFile === undefined) return [seeds];
  return [
    `the prompts come from ${fromFile}: a point may send what an earlier one has sent, and a server with a prefix cache then answers it faster`,
  ];
}
