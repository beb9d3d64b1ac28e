import { join } from 'node:path';
import { builtinDataset } from '@sagellm/bench-datasets';
import { exitCodeFor, parseSlo } from '@sagellm/bench-metrics';
import {
  type BenchmarkReport,
  type ExitCode,
  type RequestRecord,
  type RunManifest,
  type RunPlan,
  SCHEMA_VERSION,
  type WorkloadSpec,
} from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { createRecordWriter, type Progress, runWorkload } from '@sagellm/bench-runner';
import type { Backend } from '../backends/backend.ts';
import { findBackend } from '../backends/registry.ts';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { hostFacts } from './host-facts.ts';
import { judgeRun } from './judge-run.ts';
import { checkLoad, type Load, loadOf } from './load-pattern.ts';
import { checkFit, planWorkloads } from './plan-workloads.ts';
import { checkOutputFolder, takeRunFolder } from './run-folder.ts';
import { toolIdentity } from './tool-identity.ts';
import { writeManifest, writeResults } from './write-results.ts';

/** What a run says while it goes; the app decides how to show it. */
export type RunEvent =
  | { type: 'notice'; text: string }
  | { type: 'workload-start'; workload: WorkloadSpec; load: Load; index: number; of: number }
  | { type: 'progress'; workload: WorkloadSpec; progress: Progress }
  | { type: 'request-end'; record: RequestRecord }
  | { type: 'workload-end'; workload: WorkloadSpec };

export type RunOptions = {
  loaded: LoadedPlan;
  apiKey: string | undefined;
  /** Stops the load; what came until then is reported as a partial run. */
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
};

export type RunResult = { report: BenchmarkReport; folder: string; files: string[]; exitCode: ExitCode };

/** A whole run: plan → engine → load → records → report → files. */
export async function runBenchmark({ loaded, apiKey, signal, onEvent }: RunOptions): Promise<RunResult> {
  const { plan } = loaded;
  const notice = (text: string) => onEvent({ type: 'notice', text });
  checkLoad(plan);
  parseSlo(plan.slo);
  const workloads = planWorkloads(plan);
  const open = findBackend(plan.backend);
  await checkOutputFolder(plan.output);

  const backend = await open({ plan, workloads, apiKey, signal, notice });
  try {
    checkFit(workloads, backend.identity, backend.tokenizer.identity);
    const folder = await takeRunFolder(plan.output);
    try {
      if (folder.movedTo) notice(`the earlier run was moved to ${folder.movedTo}`);
      const manifest = await startManifest(plan, backend);
      await writeManifest(folder.path, manifest, loaded);
      await backend.drive(() => measure({ plan, backend, workloads, manifest, folder: folder.path, signal, onEvent }));
      return await conclude(folder.path, manifest, loaded);
    } finally {
      await folder.release();
    }
  } finally {
    await backend.close();
  }
}

async function startManifest(plan: RunPlan, backend: Backend): Promise<RunManifest> {
  const startedAt = new Date().toISOString();
  return {
    schema: 'sagellm-bench/run-manifest',
    schema_version: SCHEMA_VERSION,
    run_id: `${startedAt.replace(/[-:]|\.\d+/g, '')}-${process.pid}`,
    tool: await toolIdentity('sagellm-benchmark'),
    started_at: startedAt,
    status: 'running',
    seed: plan.seed,
    plan,
    host: hostFacts(),
    engine: backend.identity,
    tokenizer: backend.tokenizer.identity,
    workloads: [],
    observations: [],
    warnings: [...backend.warnings],
  };
}

type Measurement = {
  plan: RunPlan;
  backend: Backend;
  workloads: readonly WorkloadSpec[];
  manifest: RunManifest;
  folder: string;
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
};

/** Runs one workload after another and fills the manifest with what happened. */
async function measure({ plan, backend, workloads, manifest, folder, signal, onEvent }: Measurement): Promise<void> {
  const writer = createRecordWriter(folder);
  const runStart = backend.clock.now();
  try {
    for (const [index, workload] of workloads.entries()) {
      if (signal.aborted) break;
      const load = loadOf(workload, plan, createRandom(plan.seed).fork(`arrivals/${workload.name}`));
      onEvent({ type: 'workload-start', workload, load, index, of: workloads.length });
      const sample = (phase: 'warmup' | 'measured') =>
        builtinDataset.sample({
          workload,
          tokenizer: backend.tokenizer,
          seed: plan.seed,
          phase,
          exactOutput: plan.ignore_eos,
        });
      await backend.observer?.start(workload.name);
      const outcome = await runWorkload({
        workload,
        client: backend.client,
        warmup: sample('warmup'),
        warmupCount: load.warmup,
        requests: sample('measured'),
        pattern: load.pattern,
        ...(load.count === undefined ? {} : { count: load.count }),
        ...(load.durationMs === undefined ? {} : { durationMs: load.durationMs }),
        ...(plan.max_errors === undefined ? {} : { maxErrors: plan.max_errors }),
        clock: backend.clock,
        runStart,
        writer: tellOf(writer, onEvent),
        signal,
        onProgress: (progress) => onEvent({ type: 'progress', workload, progress }),
      });
      if (backend.observer) manifest.observations.push(await backend.observer.stop());
      manifest.workloads.push({
        spec: workload,
        pattern: load.pattern.facts,
        warmup: load.warmup,
        ...(plan.duration === undefined ? {} : { duration_s: plan.duration }),
        stopped_by: outcome.stoppedBy,
      });
      onEvent({ type: 'workload-end', workload });
      await writer.flush();
    }
  } finally {
    await writer.close();
  }
  manifest.ended_at = new Date().toISOString();
  const left = workloads.slice(manifest.workloads.length).map(({ name }) => name);
  const cut = manifest.workloads.filter(({ stopped_by }) => stopped_by === 'interrupt' || stopped_by === 'max-errors');
  manifest.status = left.length === 0 && cut.length === 0 ? 'complete' : 'partial';
  if (manifest.status === 'partial') manifest.partial_reason = whyPartial(cut, left);
}

function whyPartial(cut: RunManifest['workloads'], left: readonly string[]): string {
  const reasons = cut.map(
    ({ spec, stopped_by }) =>
      `${spec.name} was stopped by ${stopped_by === 'interrupt' ? 'an interrupt' : '--max-errors'}`,
  );
  if (left.length) reasons.push(`${left.join(', ')} did not run`);
  return reasons.join('; ');
}

/** The writer, with a word to the app for each request that was written. */
function tellOf(writer: ReturnType<typeof createRecordWriter>, onEvent: (event: RunEvent) => void): typeof writer {
  return {
    ...writer,
    write(record, tokenTimes, weights) {
      const written = writer.write(record, tokenTimes, weights);
      onEvent({ type: 'request-end', record });
      return written;
    },
  };
}

/** Judges the run as it stands on disk and writes the results. */
async function conclude(folder: string, manifest: RunManifest, loaded: LoadedPlan): Promise<RunResult> {
  await writeManifest(folder, manifest, loaded);
  const report = await judgeRun(folder);
  const files = await writeResults(folder, report, loaded);
  return { report, folder, files: files.map((file) => join(folder, file)), exitCode: exitCodeFor(report) };
}
