import { type RunManifest, RunPlan, usageError } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { closedPattern } from '@sagellm/bench-runner';
import type { Backend } from '../backends/backend.ts';
import type { PlannedLoad } from '../prompts/prompt-source.ts';
import { loadOf } from '../run/load-pattern.ts';
import { threadsFor } from '../run/threads-for.ts';
import { calibrationWorkload, spreadStart } from './calibration-load.ts';
import { serverLoadLike } from './known-truth-limits.ts';
import { type CalibrationLoad, measureError } from './measure-error.ts';

const DURATION_MS = 5000;
const MOST_REQUESTS = 2000;
const MOST_PROMPT_TOKENS = 4096;
const WARMUP = 20;

/** Says before anything is sent what cannot be calibrated. */
export function checkCalibration(plan: RunPlan, { clientSource, identity }: Backend): void {
  if (!clientSource) {
    throw usageError(
      `--calibrate: --backend ${identity.backend}${plan.direct ? ' --direct' : ''} is asked in this process, without a client that could err`,
      'leave --calibrate out',
    );
  }
  if (plan.dataset.toLowerCase() === 'embeddings') {
    throw usageError('--calibrate: measures streams of tokens, and --dataset embeddings has none', 'leave it out');
  }
}

/**
 * `run --calibrate`: before the measured workloads, a few seconds of each kind of load against the known-truth server;
 * what was found goes into the manifest. A calibration that fails is a warning: the run itself is not in doubt.
 */
export async function calibrateRun(parts: {
  plan: RunPlan;
  loads: readonly PlannedLoad[];
  backend: Backend;
  manifest: RunManifest;
  signal: AbortSignal;
  notice: (text: string) => void;
}): Promise<void> {
  const { plan, loads, backend, manifest, signal, notice } = parts;
  const asRun = planLike(plan, backend);
  const threads = threadsFor(plan, loads);
  for (const { workloads, runTokens, load } of kindsOfLoad(plan, loads, threads)) {
    if (signal.aborted) return;
    const instead = runTokens === undefined ? '' : ` (the run’s have ${runTokens})`;
    notice(
      `calibrating the client for ${workloads.join(', ')}: ${load.workload.output_tokens} tokens a stream${instead}, 5 s`,
    );
    try {
      const own = runTokens === undefined ? {} : { run_output_tokens: runTokens };
      const calibration = await measureError({ load, plan: asRun, signal });
      manifest.calibration = [...(manifest.calibration ?? []), { workloads, ...own, ...calibration }];
    } catch (error) {
      if (signal.aborted) return;
      const message = `The calibration for ${workloads.join(', ')} failed: ${(error as Error).message}`;
      manifest.warnings.push({ code: 'calibration-failed', message });
      notice(`warning: ${message}`);
    }
  }
}

/** The client of the run, by the transport that was chosen for it; its way to the server (TLS, proxy) is not repeated. */
function planLike(plan: RunPlan, { identity }: Backend): RunPlan {
  const transport = RunPlan.shape.transport.safeParse(identity.transport);
  return {
    ...plan,
    ...(transport.success ? { transport: transport.data } : {}),
    ...(identity.endpoint ? { endpoint: identity.endpoint } : {}),
  };
}

type KindOfLoad = {
  workloads: string[];
  /** Tokens of their answers, where those of the calibration have fewer. */
  runTokens?: number;
  load: CalibrationLoad;
};

/**
 * Workloads that are sent by the same pattern are calibrated together: a closed loop with their shortest stream (most
 * sends a second), an open one with their longest (most tokens a second).
 */
function kindsOfLoad(plan: RunPlan, loads: readonly PlannedLoad[], threads: number): KindOfLoad[] {
  const kinds = Map.groupBy(loads, ({ workload, load }) => JSON.stringify([load.pattern.facts, workload.stream]));
  return [...kinds.values()].map((group) => {
    const { facts } = group[0]!.load.pattern;
    const byLength = group.map(({ workload }) => workload).sort((a, b) => a.output_tokens - b.output_tokens);
    const like = facts.kind === 'closed' ? byLength[0]! : byLength.at(-1)!;
    const { server, outputTokens } = serverLoadLike(facts, like);
    const workload = calibrationWorkload({
      prompt_tokens: Math.min(like.prompt_tokens, MOST_PROMPT_TOKENS),
      output_tokens: outputTokens,
      requests: MOST_REQUESTS,
      concurrency: facts.kind === 'closed' ? facts.concurrency : 1,
      warmup: WARMUP,
      stream: like.stream,
    });
    const pattern =
      facts.kind === 'closed'
        ? spreadStart(closedPattern(facts.concurrency), workload, server)
        : loadOf(workload, evenly(plan, facts.rate), createRandom(plan.seed).fork('arrivals/calibration')).pattern;
    return {
      workloads: group.map(({ workload }) => workload.name),
      ...(outputTokens < like.output_tokens ? { runTokens: like.output_tokens } : {}),
      load: { pattern, threads, workload, durationMs: DURATION_MS, server },
    };
  });
}

/**
 * A few seconds of a shape or a trace are not like the rest of it: the calibration sends at one rate (the highest of a
 * shape, the mean of a trace) and shows that.
 */
function evenly({ ramp, steps, on_off, trace, time_scale, ...plan }: RunPlan, rate: number): RunPlan {
  return { ...plan, rate };
}
