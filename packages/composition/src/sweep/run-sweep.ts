import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSlo } from '@sagellm/bench-metrics';
import { ExitCode, mostSeriousExitCode, type RunPlan, type Sweep, usageError } from '@sagellm/bench-protocol';
import { findBackend } from '../backends/registry.ts';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { planPrompts } from '../prompts/plan-prompts.ts';
import { checkLoad } from '../run/load-pattern.ts';
import { type RunOptions, type RunResult, runBenchmark } from '../run/run-benchmark.ts';
import { takeSweepFolder, writeSweep } from './sweep-folder.ts';
import { planOfPoint, pointFolder, type SweepAxis } from './sweep-points.ts';
import { addPoint, endSweep, type PlannedPoint, startSweep } from './sweep-record.ts';

export type SweepOptions = RunOptions & { axis: SweepAxis };

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
 * @throws BenchmarkError (usage) for what no run takes, before anything is started or moved
 */
export async function runSweep({ loaded, axis, ...options }: SweepOptions): Promise<SweepResult> {
  const { plan } = loaded;
  const points = axis.values.map((value, index): PlannedPoint => {
    const folder = pointFolder(axis.axis, value);
    return { value, folder, plan: planOfPoint(plan, axis.axis, value, index, join(plan.output, folder)) };
  });
  await checkPoints(points);
  const place = await takeSweepFolder(plan.output);
  try {
    if (place.movedTo) options.onEvent({ type: 'notice', text: `the earlier sweep was moved to ${place.movedTo}` });
    const sweep = await startSweep(plan, axis);
    const end = await runPoints(sweep, points, loaded, options);
    const codes = sweep.points.map(({ exit_code }) => exit_code as ExitCode);
    return {
      sweep,
      folder: plan.output,
      files: await write(sweep, end.partialReason),
      exitCode: mostSeriousExitCode(end.fault === undefined ? codes : [ExitCode.fault, ...codes]),
      ...(end.fault === undefined ? {} : { fault: end.fault }),
    };
  } finally {
    await place.release();
  }
}

async function checkPoints(points: readonly PlannedPoint[]): Promise<void> {
  const { plan } = points[0]!;
  if (plan.output_json !== undefined)
    throw usageError('--output-json: each point of a sweep would overwrite it', 'sweep.json has every metric');
  for (const point of points) checkLoad(point.plan);
  parseSlo(plan.slo);
  findBackend(plan.backend);
  await planPrompts(plan);
}

type End = { partialReason?: string; fault?: unknown };

async function runPoints(
  sweep: Sweep,
  points: readonly PlannedPoint[],
  loaded: LoadedPlan,
  options: RunOptionsOfPoint,
): Promise<End> {
  for (const [index, point] of points.entries()) {
    const name = sweep.axis === 'concurrency' ? `${point.value} in flight` : `${point.value} requests/s`;
    const notice = (text: string) => options.onEvent({ type: 'notice', text });
    notice(`point ${index + 1} of ${points.length}: ${name}`);
    let run: RunResult;
    try {
      run = await runBenchmark({ ...options, loaded: loadedOf(loaded, point.plan, sweep.axis) });
    } catch (fault) {
      // A folder that was made for nothing.
      await rmdir(point.plan.output).catch(() => {});
      if (options.signal.aborted) return { partialReason: `interrupted at ${name}` };
      // Wrong usage that only a run can see: nothing has been measured and nothing is to be kept.
      if (index === 0 && (fault as { exitCode?: number }).exitCode === ExitCode.usage) throw fault;
      return { partialReason: `${name} could not be measured: ${(fault as Error).message}`, fault };
    }
    addPoint(sweep, point, run);
    if (options.signal.aborted) return { partialReason: `interrupted at ${name}` };
    if (index === points.length - 1) break;
    if (run.report.overall.successful_requests === 0) {
      notice(`no request completed at ${name}: the sweep ends here`);
      return { partialReason: `no request completed at ${name}` };
    }
    await write(sweep, 'it was ended before its last point');
  }
  return {};
}

type RunOptionsOfPoint = Omit<RunOptions, 'loaded'>;

function write(sweep: Sweep, partialReason: string | undefined): Promise<string[]> {
  endSweep(sweep, partialReason);
  return writeSweep(sweep.plan.output, sweep);
}

function loadedOf({ sources }: LoadedPlan, plan: RunPlan, axis: Sweep['axis']): LoadedPlan {
  return { plan, sources: { ...sources, [axis]: 'flag', seed: 'flag', output: 'flag' } };
}
