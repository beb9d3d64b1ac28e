import { kneeOf, nextProbe, pointsOf } from '@sagellm/bench-metrics';
import {
  ExitCode,
  type RateProbe,
  type RunPlan,
  type SaturationSearch,
  type SaturationState,
  SCHEMA_VERSION,
  usageError,
} from '@sagellm/bench-protocol';
import { planPrompts } from '../prompts/plan-prompts.ts';
import type { RunOptions } from '../run/run-benchmark.ts';
import { toolIdentity } from '../run/tool-identity.ts';
import { runProbe } from './run-probe.ts';
import { takeSaturationFolder, writeSaturation } from './saturation-folder.ts';
import { planOfSearch, type SaturationSettings } from './saturation-settings.ts';

export type SaturateOptions = Omit<RunOptions, 'tellEach'> & { settings: SaturationSettings };

export type SaturateResult = { search: SaturationSearch; folder: string; files: string[]; exitCode: ExitCode };

/**
 * Finds the largest rate whose promises are kept: runs one probe after another, each a whole run in a folder of its own,
 * until `nextProbe` has its answer.
 *
 * @throws BenchmarkError for what no probe could be started with
 */
export async function saturate({ loaded, settings, ...run }: SaturateOptions): Promise<SaturateResult> {
  const { plan, leastRequests } = planOfSearch(loaded, settings);
  const { workloads } = await planPrompts(plan);
  const workload = workloads[0]!;
  if (workloads.length > 1) {
    throw usageError(
      `--workload ${plan.workload}: a search takes one workload, this is ${workloads.length}`,
      `e.g. --workload ${workload.name}`,
    );
  }
  const place = await takeSaturationFolder(plan.output);
  try {
    if (place.movedTo) run.onEvent({ type: 'notice', text: `the earlier search was moved to ${place.movedTo}` });
    const search: SaturationSearch = {
      schema: 'sagellm-bench/saturation',
      schema_version: SCHEMA_VERSION,
      tool: await toolIdentity('sagellm-benchmark'),
      started_at: new Date().toISOString(),
      workload: workload.name,
      slo: plan.slo,
      max_error_rate: plan.max_error_rate,
      search: {
        from: settings.from,
        to: settings.to,
        precision: settings.precision,
        probe_duration_s: settings.probeDurationS,
        least_requests: leastRequests,
        arrival: plan.arrival,
        burstiness: plan.burstiness,
        seed: plan.seed,
      },
      points: [],
      probes: [],
    };
    for (;;) {
      const step = nextProbe(search.probes, settings);
      update(search, step);
      if (step.type === 'end') {
        const files = await writeSaturation(plan.output, search);
        return { search, folder: plan.output, files, exitCode: exitCodeOf(step.state, plan) };
      }
      if (search.probes.length > 0) await writeSaturation(plan.output, search);
      const number = search.probes.length + 1;
      const requests = requestsOf(step, settings, leastRequests) * factorOf(search.probes, step.rate);
      const { probe, engine } = await runProbe({
        number,
        rate: step.rate,
        requests,
        workload,
        plan,
        sources: loaded.sources,
        run: number === 1 ? run : { ...run, onEvent: withoutNotices(run.onEvent) },
      });
      search.probes.push(probe);
      if (engine) search.engine ??= engine;
      run.onEvent({ type: 'notice', text: `${step.rate} requests/s: ${said(probe)}` });
    }
  } finally {
    await place.release();
  }
}

const EXIT_CODES: Record<SaturationState, ExitCode> = {
  found: ExitCode.done,
  'held-up-to-bound': ExitCode.done,
  'never-held': ExitCode.promiseBroken,
  'not-measurable': ExitCode.promiseBroken,
  'instrument-limit': ExitCode.invalidMeasurement,
  'server-died': ExitCode.fault,
  interrupted: ExitCode.interrupted,
};

/** `--accept-invalid` changes the exit code, as in a run, and never the answer. */
function exitCodeOf(state: SaturationState, { accept_invalid }: RunPlan): ExitCode {
  return state === 'instrument-limit' && accept_invalid ? ExitCode.done : EXIT_CODES[state];
}

function update(search: SaturationSearch, step: ReturnType<typeof nextProbe>): void {
  search.points = pointsOf(search.probes);
  if (step.held !== undefined) search.held_at = step.held;
  if (step.notHeld !== undefined) search.not_held_at = step.notHeld;
  const knee = kneeOf(search.probes);
  if (knee) search.knee = knee;
  else delete search.knee;
  if (step.type === 'probe') return;
  search.state = step.state;
  search.ended_at = new Date().toISOString();
}

/** As long as asked for, and long enough for the percentiles; twice that between rates that held and did not. */
function requestsOf(
  { rate, notHeld }: { rate: number; notHeld?: number },
  { probeDurationS }: SaturationSettings,
  least: number,
): number {
  return Math.max(least * (notHeld === undefined ? 1 : 2), Math.ceil(rate * probeDurationS));
}

/** Twice as many after a probe that could not decide for want of them. */
function factorOf(probes: readonly RateProbe[], rate: number): number {
  return 2 ** probes.filter((probe) => probe.rate === rate && probe.status === 'not-measurable').length;
}

/** Each probe would say once more which server and which transport it found. */
function withoutNotices(onEvent: RunOptions['onEvent']): RunOptions['onEvent'] {
  return (event) => {
    if (event.type !== 'notice' || event.text.startsWith('warning')) onEvent(event);
  };
}

function said({ status, reason }: RateProbe): string {
  return `${status.replaceAll('-', ' ')}: ${reason}`;
}
