import { join } from 'node:path';
import { type Contract, type ContractResult, contractExitCode } from '@sagellm/bench-contract';
import { exitCodeFor, parseSlo } from '@sagellm/bench-metrics';
import {
  type BenchmarkReport,
  ExitCode,
  type RunManifest,
  type RunPlan,
  SCHEMA_VERSION,
} from '@sagellm/bench-protocol';
import type { Backend } from '../backends/backend.ts';
import { findBackend } from '../backends/registry.ts';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { holdAgainstContract, loadContract } from '../contract/hold-against-contract.ts';
import { hostFacts } from './host-facts.ts';
import { judgeRun } from './judge-run.ts';
import { checkLoad } from './load-pattern.ts';
import { measure } from './measure.ts';
import { checkFit, planWorkloads } from './plan-workloads.ts';
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
export async function runBenchmark({ loaded, apiKey, signal, onEvent }: RunOptions): Promise<RunResult> {
  const { plan } = loaded;
  const notice = (text: string) => onEvent({ type: 'notice', text });
  checkLoad(plan);
  parseSlo(plan.slo);
  const contract = plan.contract === undefined ? undefined : await loadContract(plan.contract);
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
      return await conclude({ folder: folder.path, manifest, loaded, contract });
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
  // A fault of the run weighs more than a promise that it could not keep.
  return {
    report,
    contract: verdict,
    folder,
    files: [...files, file],
    exitCode: exitCode === ExitCode.done ? contractExitCode(verdict) : exitCode,
  };
}
