import { join } from 'node:path';
import { buildReport } from '@sagellm/bench-metrics';
import { type BenchmarkReport, RunManifest, usageError } from '@sagellm/bench-protocol';
import { readRecords } from '@sagellm/bench-runner';
import { readText } from './read-text.ts';

/**
 * The report of a run folder, from `manifest.json`, `requests.jsonl` and `token-times.u32` alone. A live run and
 * `report --recompute` both come through here, so that the same records give the same bytes.
 */
export async function judgeRun(folder: string): Promise<BenchmarkReport> {
  const manifest = await readManifest(join(folder, 'manifest.json'));
  const { records, tokenTimes, remarks } = await readRecords(folder);
  const warnings = remarks.map((message) => ({ code: 'records-incomplete', message }));
  return buildReport({ manifest: { ...manifest, warnings: [...manifest.warnings, ...warnings] }, records, tokenTimes });
}

async function readManifest(path: string): Promise<RunManifest> {
  const text = await readText(path, () =>
    usageError(`${path}: there is no such file`, 'name the folder of a run, or the summary in it, with --input'),
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(`${path}: not JSON (${(error as Error).message})`, undefined, error);
  }
  const parsed = RunManifest.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw usageError(
      `${path}: not a run manifest of this version (${issue.path.join('.') || 'top level'}: ${issue.message})`,
    );
  }
  // A run that was killed never said how it ended.
  if (parsed.data.status !== 'running') return parsed.data;
  return { ...parsed.data, status: 'partial', partial_reason: 'the run was killed before it could finish' };
}
