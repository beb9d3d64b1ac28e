import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildReport } from '@sagellm/bench-metrics';
import { type BenchmarkReport, RunManifest, usageError } from '@sagellm/bench-protocol';
import { parseSummaryFile } from '@sagellm/bench-reporters';
import { readRecords } from '@sagellm/bench-runner';
import { writeDerived } from '../run/write-results.ts';

/** Reads a summary, or the folder that holds one. */
export async function loadReport(input: string): Promise<BenchmarkReport> {
  const path = await summaryPath(input);
  return parseSummaryFile(await readText(path), path);
}

/**
 * Makes a report again from `manifest.json`, `requests.jsonl` and `token-times.u32` beside the summary, and rewrites
 * the files derived from them. Needs no engine; the same records give the same bytes.
 */
export async function recomputeReport(input: string): Promise<{ report: BenchmarkReport; files: string[] }> {
  const folder = dirname(await summaryPath(input, false));
  const manifest = await readManifest(join(folder, 'manifest.json'));
  const { records, tokenTimes } = await readRecords(folder);
  const report = buildReport({ manifest, records, tokenTimes });
  return { report, files: (await writeDerived(folder, report)).map((name) => join(folder, name)) };
}

async function readManifest(path: string): Promise<RunManifest> {
  let value: unknown;
  try {
    value = JSON.parse(await readText(path));
  } catch (error) {
    if (error instanceof SyntaxError) throw usageError(`${path}: not JSON (${error.message})`, undefined, error);
    throw error;
  }
  const parsed = RunManifest.safeParse(value);
  if (parsed.success) {
    // A run that was killed never said how it ended.
    const { data } = parsed;
    if (data.status !== 'running') return data;
    return { ...data, status: 'partial', partial_reason: 'the run was killed before it could finish' };
  }
  const issue = parsed.error.issues[0]!;
  throw usageError(
    `${path}: not a run manifest of this version (${issue.path.join('.') || 'top level'}: ${issue.message})`,
  );
}

async function summaryPath(input: string, mustExist = true): Promise<string> {
  const found = await stat(input).catch(() => undefined);
  if (found?.isDirectory()) return join(input, 'benchmark_summary.json');
  if (!found && mustExist) throw missing(input);
  return input;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT'
      ? missing(path)
      : usageError(`${path}: cannot be read (${cause.message})`, undefined, cause);
  });
}

function missing(path: string) {
  return usageError(
    `--input ${path}: there is no such file`,
    'run `sagellm-benchmark run` first, or name a summary with --input',
  );
}
