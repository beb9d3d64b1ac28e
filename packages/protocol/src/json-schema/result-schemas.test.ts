import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RequestRecord } from '../benchmark/request-record.ts';
import { RunManifest } from '../benchmark/run-manifest.ts';
import { RunPlan } from '../benchmark/run-plan.ts';
import { WorkloadSpec } from '../benchmark/workload-spec.ts';
import { type JsonSchema, resultSchemas } from './result-schemas.ts';

const schemas = resultSchemas();

it('has a schema for every file that leaves the suite', () => {
  expect(Object.keys(schemas)).toEqual([
    'request-record',
    'run-manifest',
    'aggregated-metrics',
    'benchmark-report',
    'benchmark-summary',
    'workload-metrics',
    'sweep',
    'foreign-report',
    'run-plan',
    'saturation',
    'workload-spec',
  ]);
});

it('makes the same text each time, and hands out copies', () => {
  const before = JSON.stringify(schemas);
  resultSchemas()['run-plan']!.title = 'changed';
  expect(JSON.stringify(resultSchemas())).toBe(before);
});

describe.each(Object.entries(schemas))('%s', (name, schema) => {
  it('says what it is', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.$id).toBe(`${name}.schema.json`);
    expect(schema.title).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(schema.description).toMatch(/\.$/);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('is well-formed in every part', () => {
    expect(faultsOf(schema, '#')).toEqual([]);
  });
});

const record = {
  request_id: 'Q1-0',
  workload: 'Q1',
  index: 0,
  phase: 'measured',
  endpoint: 'chat',
  stream: true,
  stamp_source: 'socket',
  sent_ms: 1.5,
  prompt_tokens: 32,
  max_tokens: 64,
  exact_output: true,
};
const manifest = {
  schema: 'sagellm-bench/run-manifest',
  schema_version: 1,
  run_id: 'run-1',
  tool: { name: 'sagellm-benchmark', version: '0.1.0' },
  started_at: '2026-01-01T00:00:00.000Z',
  status: 'complete',
  seed: 42,
  plan: RunPlan.parse({}),
  host: { os: 'linux', kernel: '6', arch: 'x64', cpu: 'c', cores: 2, memory_mb: 8000, node: 'v24' },
  engine: { backend: 'cpu', simulated: false, name: 'llama.cpp', transport: 'undici', stamp_source: 'socket' },
  tokenizer: { name: 'own', own: true },
  workloads: [],
  observations: [],
  warnings: [],
};
const workload = {
  name: 'Q1',
  title: 't',
  topic: 'x',
  prompt_tokens: 32,
  output_tokens: 64,
  requests: 5,
  concurrency: 1,
};

describe.each<[string, z.ZodType, Record<string, unknown>]>([
  ['request-record', RequestRecord, { status: 'completed', ...record }],
  ['request-record', RequestRecord, { status: 'failed', failure: { class: 'timeout', message: 'm' }, ...record }],
  ['request-record', RequestRecord, { status: 'cancelled', reason: 'stop', ...record }],
  ['run-manifest', RunManifest, manifest],
  ['run-plan', RunPlan, {}],
  ['run-plan', RunPlan, RunPlan.parse({ workload: 'Q1', rate: 20 })],
  ['workload-spec', WorkloadSpec, workload],
])('%s', (name, schema, sample) => {
  const published = z.fromJSONSchema(schemas[name] as never);

  it('accepts a sample, as the suite itself does', () => {
    expect(schema.safeParse(sample).error).toBeUndefined();
    expect(published.safeParse(sample).error).toBeUndefined();
  });

  it.each(Object.keys(sample))('judges a sample without %s as the suite does', (key) => {
    const { [key]: _, ...rest } = sample;
    const accepted = schema.safeParse(rest).success;
    expect(published.safeParse(rest).success).toBe(accepted);
  });
});

it('lets a newer version add keys, but not to a plan, where they are misspelt flags', () => {
  const accepts = (name: string, value: unknown) => z.fromJSONSchema(schemas[name] as never).safeParse(value).success;
  expect(accepts('run-manifest', { ...manifest, new_key: 1, host: { ...manifest.host, new_key: 1 } })).toBe(true);
  expect(accepts('run-plan', { conccurency: 4 })).toBe(false);
  expect(accepts('run-manifest', { ...manifest, plan: { ...manifest.plan, conccurency: 4 } })).toBe(false);
});

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** What is wrong with a schema, as places: unknown types, required keys without property, dangling references. */
function faultsOf(schema: JsonSchema, place: string): string[] {
  const faults: string[] = [];
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.some((type) => !TYPES.includes(type))) faults.push(`${place} type ${schema.type}`);
  if (schema.$ref !== undefined) faults.push(`${place} refers to ${schema.$ref}`);
  for (const key of schema.required ?? [])
    if (!Object.hasOwn(schema.properties ?? {}, key)) faults.push(`${place} requires ${key}, which it does not have`);
  if (Object.keys(schema).length === 0) faults.push(`${place} says nothing`);
  return [...faults, ...partsOf(schema, place).flatMap(([part, at]) => faultsOf(part, at))];
}

function partsOf(schema: JsonSchema, place: string): [JsonSchema, string][] {
  const named = Object.entries({ ...schema.properties, ...schema.$defs }).map(([key, part]) => [
    part,
    `${place}/${key}`,
  ]);
  const lists = [schema.anyOf, schema.oneOf, schema.allOf, schema.prefixItems].flatMap((list) => list ?? []);
  const single = [schema.items, schema.additionalProperties, schema.propertyNames].flat();
  const unnamed = [...lists, ...single].map((part, index) => [part, `${place}/${index}`]);
  return [...named, ...unnamed].filter((entry): entry is [JsonSchema, string] => typeof entry[0] === 'object');
}
