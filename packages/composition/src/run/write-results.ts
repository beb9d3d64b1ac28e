import { join, resolve } from 'node:path';
import type { BenchmarkReport, RunManifest } from '@sagellm/bench-protocol';
import { findReporter, flatMetrics, renderSummaryFile, renderWorkloadMetricsFile } from '@sagellm/bench-reporters';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { writeWhole } from './write-file.ts';

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** `manifest.json` and `config.json` stand from the start, so that even a killed run says what it was. */
export async function writeManifest(folder: string, manifest: RunManifest, loaded: LoadedPlan): Promise<void> {
  await writeWhole(join(folder, 'manifest.json'), json(manifest));
  await writeWhole(
    join(folder, 'config.json'),
    json({
      schema: 'sagellm-bench/config',
      schema_version: manifest.schema_version,
      run_id: manifest.run_id,
      timestamp: manifest.started_at,
      backend: manifest.engine.backend,
      model: manifest.engine.model,
      workload: loaded.plan.workload,
      dataset: manifest.dataset?.name ?? 'default',
      versions: { sagellm_benchmark: manifest.tool.version },
      plan: loaded.plan,
      sources: loaded.sources,
    }),
  );
}

/** Everything that is made from manifest and records. Returns the names of the files written. */
export async function writeResults(folder: string, report: BenchmarkReport, loaded: LoadedPlan): Promise<string[]> {
  const derived = await writeDerived(folder, report);
  if (loaded.plan.output_json) {
    const everything = Object.fromEntries(
      report.workloads.map((metrics) => [metrics.workload, flatMetrics(metrics, report.manifest)]),
    );
    await writeWhole(resolve(loaded.plan.output_json), json(everything));
  }
  return [...derived, 'requests.jsonl', 'token-times.u32', 'manifest.json', 'config.json'];
}

export async function writeDerived(folder: string, report: BenchmarkReport): Promise<string[]> {
  const files: [name: string, text: string][] = [
    ['benchmark_summary.json', renderSummaryFile(report)],
    ...report.workloads.map(({ workload }): [string, string] => [
      `${workload}_metrics.json`,
      renderWorkloadMetricsFile(report, workload),
    ]),
    ['REPORT.md', findReporter('markdown').render(report, { color: false })],
  ];
  for (const [name, text] of files) await writeWhole(join(folder, name), text);
  return files.map(([name]) => name);
}
