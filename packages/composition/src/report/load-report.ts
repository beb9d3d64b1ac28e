import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BenchmarkReport, usageError } from '@sagellm/bench-protocol';
import { parseReportFile, parseSummaryFile, type ReportFile } from '@sagellm/bench-reporters';
import { judgeRun } from '../run/judge-run.ts';
import { readText } from '../run/read-text.ts';
import { writeDerived } from '../run/write-results.ts';

/** Reads a report to be shown: ours, or a result file of the Python products. */
export async function loadReportFile(input: string): Promise<ReportFile> {
  const path = await summaryPath(input);
  return parseReportFile(await readText(path, missing), path);
}

/** Reads a summary of ours, or the folder that holds one. What is judged comes from here: files of others are refused. */
export async function loadReport(input: string): Promise<BenchmarkReport> {
  const path = await summaryPath(input);
  return parseSummaryFile(await readText(path, missing), path);
}

/**
 * Makes a report again from `manifest.json`, `requests.jsonl` and `token-times.u32` beside the summary, and rewrites
 * the files derived from them. Needs no engine; the same records give the same bytes.
 */
export async function recomputeReport(input: string): Promise<{ report: BenchmarkReport; files: string[] }> {
  const folder = dirname(await summaryPath(input, false));
  const report = await judgeRun(folder);
  return { report, files: (await writeDerived(folder, report)).map((name) => join(folder, name)) };
}

async function summaryPath(input: string, mustExist = true): Promise<string> {
  const found = await stat(input).catch(() => undefined);
  if (found?.isDirectory()) return join(input, 'benchmark_summary.json');
  if (!found && mustExist) throw missing(input);
  return input;
}

function missing(path: string) {
  return usageError(
    `--input ${path}: there is no such file`,
    'run `sagellm-benchmark run` first, or name a summary with --input',
  );
}
