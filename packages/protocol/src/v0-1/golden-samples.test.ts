import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DELIBERATE_DIFFERENCES } from './deliberate-differences.ts';
import { ABSENT_MODULES, MIRRORED_MODELS } from './mirrored-models.ts';

type GoldenError = { type: string; loc: (string | number)[] };
type Input = { name: string; input?: unknown; input_json?: string };
type Keyed = Input & { key: string };
type Golden = { valid: (Input & { output: unknown })[]; invalid: (Input & { errors: GoldenError[] })[] };

const folder = new URL('../__fixtures__/sagellm-protocol/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const golden: Record<string, Golden> = read('samples.json').models;
const modules = Object.entries<{ 'x-module'?: string }>(read('schemas.json').schemas);
const models = Object.entries(golden).filter(([model]) => MIRRORED_MODELS[model]);
const listed = DELIBERATE_DIFFERENCES.flatMap((row) => row.samples ?? []);

describe.each(models)('%s', (model, { valid, invalid }) => {
  const cases = <Sample extends Input>(samples: Sample[]) =>
    samples.map((sample) => ({ ...sample, key: `${model}: ${sample.name}` }));

  it.each(cases(valid))(
    'is read and written as in Python: $name',
    ({ key, output, ...input }: Keyed & { output: unknown }) => {
      const result = parse(model, input);
      const same = result.success && JSON.stringify(result.data) === JSON.stringify(output);
      if (!listed.includes(key)) expect(result.success ? result.data : result.paths).toStrictEqual(output);
      expect(same, 'differs exactly where a deliberate difference is listed').toBe(!listed.includes(key));
    },
  );

  it.each(cases(invalid))(
    'is rejected at the same place: $name',
    ({ key, errors, ...input }: Keyed & { errors: GoldenError[] }) => {
      const result = parse(model, input);
      expect(result.success).toBe(false);
      const paths = [...new Set(errors.map((error) => placeOf(model, error)))].sort();
      if (listed.includes(key)) expect(result.paths).not.toEqual(paths);
      else expect(result.paths).toEqual(paths);
    },
  );
});

it('lists no difference for a sample that does not exist', () => {
  const existing = models.flatMap(([model, { valid, invalid }]) =>
    [...valid, ...invalid].map((sample) => `${model}: ${sample.name}`),
  );
  expect(listed.filter((key) => !existing.includes(key))).toEqual([]);
  expect(existing.length).toBeGreaterThan(380);
});

it('mirrors every model of the package, but for the modules that are absent on purpose', () => {
  const missing = modules.filter(([model]) => !MIRRORED_MODELS[model]).map(([, schema]) => schema['x-module']);
  expect([...new Set(missing)].sort()).toEqual(ABSENT_MODULES.filter((module) => missing.includes(module)).sort());
  const present = modules.filter(([model]) => MIRRORED_MODELS[model]).map(([, schema]) => schema['x-module'] ?? '');
  expect(present.filter((module) => ABSENT_MODULES.includes(module))).toEqual([]);
});

type Outcome = { success: true; data: unknown; paths?: never } | { success: false; paths: string[]; data?: never };

function parse(model: string, sample: Input): Outcome {
  let value = sample.input;
  if (sample.input_json !== undefined) {
    try {
      value = JSON.parse(sample.input_json);
    } catch {
      return { success: false, paths: [''] };
    }
  }
  const result = MIRRORED_MODELS[model]!.safeParse(value);
  if (result.success) return { success: true, data: result.data };
  return { success: false, paths: [...new Set(result.error.issues.map((issue) => issue.path.join('.')))].sort() };
}

/**
 * Pydantic puts the branch of a union into the place (`input.list[str].0`, `delta.content`) and names no place for a
 * wrong tag; zod says `input`, `content` and `event`.
 */
function placeOf(model: string, { type, loc }: GoldenError): string {
  if (type.startsWith('union_tag')) return 'event';
  if (model === 'StreamEvent') return loc.slice(1).join('.');
  const branch = loc.findIndex((step) => step === 'str' || step === 'list[str]');
  return (branch < 0 ? loc : loc.slice(0, branch)).join('.');
}
