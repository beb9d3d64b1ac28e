import { join } from 'node:path';
import { type Contract, type ContractResult, contractExitCode } from '@sagellm/bench-contract';
import { exitCodeFor, parseSlo } from '@sagellm/bench-metrics';
import {
  type BenchmarkReport,
  type DatasetIdentity,
  type ExitCode,
  mostSeriousExitCode,
  type RunManifest,
  type RunPlan,
  SCHEMA_VERSION,
  type WorkloadSpec,
} from '@sagellm/bench-protocol';
import { createRandom, type Random } from '@sagellm/bench-random';
import type { Backend } from '../backends/backend.ts';
import { findBackend } from '../backends/registry.ts';
import { calibrateRun, checkCalibration } from '../calibrate/calibrate-run.ts';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { holdAgainstContract, loadContract } from '../contract/hold-against-contract.ts';
import { planPrompts } from '../prompts/plan-prompts.ts';
import { checkPromptsFit, countOf, createPromptSource } from '../prompts/prompt-source.ts';
import { checkTraceFits } from '../prompts/trace-prompts.ts';
import { checkConnections } from './check-connections.ts';
import { hostFacts } from './host-facts.ts';
import { judgeRun } from './judge-run.ts';
import { checkLoad, loadOf, loadOfTrace } from './load-pattern.ts';
import { measure } from './measure.ts';
import { checkFit } from './plan-workloads.ts';
import type { RunEvent } from './run-event.ts';
import { checkOutputFolder, takeRunFolder } from './run-folder.ts';
import { toolIdentity } from './tool-identity.ts';
import { writeWhole } from './write-file.ts';
import { writeManifest, writeResults } from './write-results.ts';

export type RunOptions = {
  loaded: LoadedPlan;
  apiKey: string | undefined;
  /** Stops the load; what came until then is reported as a partial run. */
  signal: AbortSignal;
  /** Say what became of each request. */
  tellEach?: boolean;
  onEvent: (event: RunEvent) => void;
};

export type RunResult = {
  report: BenchmarkReport;
  /** With `--contract`. */
  contract?: ContractResult;
  folder: string;
  files: string[];
  exitCode: ExitCode;
};

/** A whole run: plan → engine → load → records → report → files. */
export async function runBenchmark({
  loaded,
  apiKey,
  signal,
  tellEach = false,
  onEvent,
}: RunOptions): Promise<RunResult> {
  const { plan } = loaded;
  const notice = (text: string) => onEvent({ type: 'notice', text });
  checkLoad(plan);
  parseSlo(plan.slo);
  const contract = plan.contract === undefined ? undefined : await loadContract(plan.contract);
  const prompts = await planPrompts(plan);
  const loads = prompts.workloads.map((workload) => ({
    workload,
    load: prompts.trace
      ? loadOfTrace(workload, plan, prompts.trace)
      : loadOf(workload, plan, arrivalsOf(workload, plan)),
  }));
  const open = findBackend(plan.backend);
  await checkOutputFolder(plan.output);

  const backend = await open({
    plan,
    workloads: prompts.workloads,
    lengthsKnown: prompts.lengthsKnown,
    apiKey,
    signal,
    notice,
  });
  try {
    const { identity, tokenizer } = backend;
    if (plan.calibrate) checkCalibration(plan, backend);
    if (prompts.lengthsKnown) checkFit(prompts.workloads, identity, tokenizer.identity);
    const dataset = await prompts.open(tokenizer, countOf(loads));
    const source = createPromptSource({ dataset, loads, tokenizer, plan });
    if (prompts.trace) checkTraceFits(prompts.trace, loads[0]!.workload.requests, identity);
    else if (!prompts.lengthsKnown) checkPromptsFit(source, loads, identity);
    const room = backend.clientSource ? checkConnections(plan, loads) : [];
    for (const { message } of [...(prompts.warnings ?? []), ...room]) notice(`warning: ${message}`);
    const folder = await takeRunFolder(plan.output);
    try {
      if (folder.movedTo) notice(`the earlier run was moved to ${folder.movedTo}`);
      const manifest = await startManifest(plan, backend, dataset.identity);
      manifest.warnings.push(...(prompts.warnings ?? []), ...room);
      await writeManifest(folder.path, manifest, loaded);
      if (plan.calibrate) {
        await calibrateRun({ plan, loads, backend, manifest, signal, notice });
        manifest.started_at = new Date().toISOString();
        await writeManifest(folder.path, manifest, loaded);
      }
      await backend.drive(() =>
        measure({ plan, backend, loads, prompts: source, manifest, folder: folder.path, signal, tellEach, onEvent }),
      );
      return await conclude({ folder: folder.path, manifest, loaded, contract });
    } finally {
      await folder.release();
    }
  } finally {
    await backend.close();
  }
}

/** Each workload has arrivals of its own, whatever runs before it. */
export function arrivalsOf(workload: WorkloadSpec, plan: RunPlan): Random {
  return createRandom(plan.seed).fork(`arrivals/${workload.name}`);
}

async function startManifest(plan: RunPlan, backend: Backend, dataset: DatasetIdentity): Promise<RunManifest> {
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
    dataset,
    workloads: [],
    observations: [],
    warnings: [...backend.warnings],
  };
}

type Conclusion = { folder: string; manifest: RunManifest; loaded: LoadedPlan; contract: Contract | undefined };

/** Judges the run as it stands on disk and writes the results. */
async function conclude({ folder, manifest, loaded, contract }: Conclusion): Promise<RunResult> {
  await writeManifest(folder, manifest, loaded);
  const report = await judgeRun(folder);
  const names = await writeResults(folder, report, loaded);
  const files = names.map((name) => join(folder, name));
  const exitCode = exitCodeFor(report);
  if (!contract) return { report, folder, files, exitCode };
  const verdict = await holdAgainstContract(report, contract, {
    allowUnmeasured: loaded.plan.allow_unmeasured,
    env: process.env,
  });
  const file = join(folder, 'contract.json');
  await writeWhole(file, `${JSON.stringify(verdict, null, 2)}\n`);
  return {
    report,
    contract: verdict,
    folder,
    files: [...files, file],
    exitCode: mostSeriousExitCode([exitCode, contractExitCode(verdict)]),
  };
}
