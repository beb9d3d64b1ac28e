import {
  type BenchmarkError,
  BenchmarkReport,
  BenchmarkSummary,
  SCHEMA_VERSION,
  usageError,
} from '@sagellm/bench-protocol';
import { recogniseForeignFile } from '../foreign/recognise-foreign-file.ts';

/**
 * The report in a `benchmark_summary.json`, or in what `--format json` wrote. Anything else is a usage error that names
 * the file, says what it is, and names the first wrong key.
 */
export function parseSummaryFile(text: string, fileName: string): BenchmarkReport {
  const value = parseObject(text, fileName);
  switch (value.schema) {
    case 'sagellm-bench/summary':
      return reportOfSummary(validated(BenchmarkSummary, value, fileName));
    case 'sagellm-bench/report':
      return validated(BenchmarkReport, value, fileName);
    default:
      throw notASummary(value, fileName);
  }
}

function parseObject(text: string, fileName: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw usageError(`${fileName}: not JSON (${(error as Error).message})`, 'name a benchmark_summary.json', error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw usageError(`${fileName}: not a summary (the file holds no JSON object)`, 'name a benchmark_summary.json');
}

type Schema<T> = {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
};

function validated<T>(schema: Schema<T>, value: Record<string, unknown>, fileName: string): T {
  if (value.schema_version !== SCHEMA_VERSION) throw otherVersion(value.schema_version, fileName);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw usageError(
    `${fileName}: ${path.map(String).join('.') || 'the file'}: ${message}`,
    'the file was changed or cut; `report --recompute` makes it again from the records beside it',
  );
}

/** Workloads stand in the order of the run; an object whose keys look like numbers would forget it. */
function reportOfSummary(summary: BenchmarkSummary): BenchmarkReport {
  const { overall, complete, manifest, gates, verdict, warnings, unmeasured } = summary;
  const place = new Map(manifest.workloads.map(({ spec }, index) => [spec.name, index]));
  const placeOf = (name: string) => place.get(name) ?? place.size;
  const workloads = Object.entries(summary.workloads)
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([, { metrics }]) => metrics);
  const schema = 'sagellm-bench/report';
  return {
    schema,
    schema_version: SCHEMA_VERSION,
    complete,
    manifest,
    overall,
    workloads,
    gates,
    ...(verdict ? { verdict } : {}),
    warnings,
    unmeasured,
  };
}

function otherVersion(version: unknown, fileName: string): BenchmarkError {
  const found = version === undefined ? 'has no schema_version' : `has schema_version ${JSON.stringify(version)}`;
  return usageError(
    `${fileName}: ${found}, this program reads version ${SCHEMA_VERSION}`,
    'read it with the version of the program that wrote it',
  );
}

function notASummary(value: Record<string, unknown>, fileName: string): BenchmarkError {
  const foreign = recogniseForeignFile(value, fileName);
  if (foreign) {
    return usageError(
      `${fileName}: ${foreign.says}; its numbers are shown by \`report\` with their doubts, and used for nothing else`,
      'run the benchmark with this program',
    );
  }
  const what = typeof value.schema === 'string' ? `a file of schema ${value.schema}` : 'a JSON file without schema';
  return usageError(`${fileName}: ${what}, not a summary`, 'name the benchmark_summary.json of a run');
}
