import { z } from 'zod';
import { AggregatedMetrics } from '../benchmark/aggregated-metrics.ts';
import { BenchmarkReport } from '../benchmark/benchmark-report.ts';
import { RequestRecord } from '../benchmark/request-record.ts';
import { RunManifest } from '../benchmark/run-manifest.ts';
import { RunPlan } from '../benchmark/run-plan.ts';
import { SaturationSearch } from '../benchmark/saturation-search.ts';
import { Sweep } from '../benchmark/sweep.ts';
import { WorkloadSpec } from '../benchmark/workload-spec.ts';
import { BenchmarkSummary } from '../result-files/benchmark-summary.ts';
import { ForeignReportFile } from '../result-files/foreign-report-file.ts';
import { WorkloadMetricsFile } from '../result-files/workload-metrics-file.ts';

/** A JSON Schema document (draft 2020-12), as data to be written to a file. */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

type ResultFormat = {
  schema: z.ZodType;
  title: string;
  description: string;
  /** `output`: what the suite writes, defaults filled in. `input`: what a person may write, defaults left out. */
  io: 'output' | 'input';
};

/** Every format that leaves the suite, by the name of its schema file. A new format is one entry here. */
const FORMATS: Readonly<Record<string, ResultFormat>> = {
  'request-record': {
    schema: RequestRecord,
    title: 'RequestRecord',
    description: 'One line of requests.jsonl: a request and what became of it, as raw moments and counts.',
    io: 'output',
  },
  'run-manifest': {
    schema: RunManifest,
    title: 'RunManifest',
    description: 'manifest.json: everything about a run that its records do not say.',
    io: 'output',
  },
  'aggregated-metrics': {
    schema: AggregatedMetrics,
    title: 'AggregatedMetrics',
    description: 'Every number of one workload. A key that is absent was not measured; 0 is a measurement.',
    io: 'output',
  },
  'benchmark-report': {
    schema: BenchmarkReport,
    title: 'BenchmarkReport',
    description: 'A run, judged: manifest, metrics of each workload, gates, warnings, and what could not be measured.',
    io: 'output',
  },
  'benchmark-summary': {
    schema: BenchmarkSummary,
    title: 'BenchmarkSummary',
    description:
      'benchmark_summary.json: the whole report of a run, in the spelling of the Python product and in ours.',
    io: 'output',
  },
  'workload-metrics': {
    schema: WorkloadMetricsFile,
    title: 'WorkloadMetricsFile',
    description: '<workload>_metrics.json: the flat numbers of one workload, and all of them with their spread.',
    io: 'output',
  },
  sweep: {
    schema: Sweep,
    title: 'Sweep',
    description: 'sweep.json: the same run at several loads, with all numbers of each point.',
    io: 'output',
  },
  'foreign-report': {
    schema: ForeignReportFile,
    title: 'ForeignReport',
    description: 'report --format json of a file of a Python product: what it says, and what is doubtful in it.',
    io: 'output',
  },
  'run-plan': {
    schema: RunPlan,
    title: 'RunPlan',
    description: 'All that decides a run: a --plan file, and config.json beside the results.',
    io: 'input',
  },
  saturation: {
    schema: SaturationSearch,
    title: 'SaturationSearch',
    description: 'saturation.json: the largest rate whose promises are kept, the curve, and every probe that says so.',
    io: 'output',
  },
  'workload-spec': {
    schema: WorkloadSpec,
    title: 'WorkloadSpec',
    description: 'A named workload: how many requests of which size, and how they are sent.',
    io: 'input',
  },
};

/** The JSON Schema of every result format, by file name without `.schema.json`. Made anew on each call. */
export function resultSchemas(): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(FORMATS).map(([name, format]) => [name, toJsonSchema(name, format)]));
}

function toJsonSchema(name: string, { schema, title, description, io }: ResultFormat): JsonSchema {
  const { $schema, ...body } = z.toJSONSchema(schema, { io, override: allowUnknownKeys });
  return { ...($schema ? { $schema } : {}), $id: `${name}.schema.json`, title, description, ...body };
}

/** Readers ignore keys they do not know, so that a file of a newer version stays valid; only strict objects refuse them. */
function allowUnknownKeys({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  if (zodSchema._zod.def.type === 'object' && zodSchema._zod.def.catchall === undefined)
    delete jsonSchema.additionalProperties;
}
