import { join } from 'node:path';
import { examineProbe, queueText } from '@sagellm/bench-metrics';
import {
  BenchmarkError,
  type EngineIdentity,
  ExitCode,
  type RateProbe,
  type RunPlan,
  type WorkloadSpec,
} from '@sagellm/bench-protocol';
import { readRecords } from '@sagellm/bench-runner';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { type RunOptions, runBenchmark } from '../run/run-benchmark.ts';
import { evenedRate } from './evened-rate.ts';
import { watchForOverload } from './overload-watch.ts';

/** Three of ten arrivals were added to the queue: no other seed makes that good. */
const PLAIN_SHARE = 0.3;

export type ProbeRequest = {
  number: number;
  rate: number;
  requests: number;
  workload: WorkloadSpec;
  plan: RunPlan;
  sources: LoadedPlan['sources'];
  run: Omit<RunOptions, 'loaded' | 'tellEach'>;
};

export type ProbeOutcome = { probe: RateProbe; engine?: EngineIdentity };

/** One rate, through the same path as any run; its folder is a whole run that `report` reads. */
export async function runProbe({
  number,
  rate,
  requests,
  workload,
  plan,
  sources,
  run,
}: ProbeRequest): Promise<ProbeOutcome> {
  const folder = folderOfProbe(number, rate);
  // Other prompts than the probe before: none is answered from a prefix cache. Other arrivals: a repeat is a new sample.
  const seed = plan.seed + number - 1;
  const known = { number, rate, seed, folder };
  const watch = watchForOverload();
  const loaded: LoadedPlan = {
    plan: {
      ...plan,
      rate: evenedRate({ plan: { ...plan, seed }, workload, rate, requests }),
      requests,
      seed,
      output: join(plan.output, folder),
    },
    sources: { ...sources, rate: 'flag', requests: 'flag', seed: 'flag', output: 'flag' },
  };
  let result: Awaited<ReturnType<typeof runBenchmark>>;
  try {
    result = await runBenchmark({
      ...run,
      loaded,
      tellEach: true,
      signal: AbortSignal.any([run.signal, watch.signal]),
      onEvent: (event) => {
        watch.look(event);
        if (event.type !== 'requests-ended') run.onEvent(event);
      },
    });
  } catch (error) {
    const unmeasured = { ...known, clear: true, attainment: [], gates: [] };
    if (run.signal.aborted) return { probe: { ...unmeasured, status: 'interrupted', reason: 'interrupted' } };
    // The first probe that cannot begin is a mistake of the call, for the caller to show.
    if (number === 1 || !(error instanceof BenchmarkError) || error.exitCode !== ExitCode.fault) throw error;
    return { probe: { ...unmeasured, status: 'server-died', reason: error.message } };
  }
  const { report } = result;
  const { engine } = report.manifest;
  const findings = examineProbe({ report, ...(await readRecords(result.folder)) });
  const cut = watch.found();
  if (run.signal.aborted)
    return { engine, probe: { ...known, ...findings, status: 'interrupted', clear: true, reason: 'interrupted' } };
  if (!cut || findings.status === 'invalid' || findings.status === 'server-died')
    return { engine, probe: { ...known, ...findings } };
  const seconds = Math.round(cut.afterMs / 100) / 10;
  return {
    engine,
    probe: {
      ...known,
      ...findings,
      status: 'not-held',
      clear: cut.queue.share >= PLAIN_SHARE,
      queue: cut.queue,
      cut_after_s: seconds,
      reason: `cut after ${seconds} s: ${queueText(cut.queue)}`,
    },
  };
}

/** `probe-03-rate-8` */
function folderOfProbe(number: number, rate: number): string {
  return `probe-${String(number).padStart(2, '0')}-rate-${Number(rate.toPrecision(6))}`;
}

export const isProbeFolder = (name: string) => /^probe-\d+-rate-/.test(name);
