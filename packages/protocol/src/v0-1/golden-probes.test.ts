import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DELIBERATE_DIFFERENCES } from './deliberate-differences.ts';
import { MIRRORED_MODELS } from './mirrored-models.ts';

type Verdict = { ok: unknown } | string[];
type Probed = { base: Record<string, unknown>; fields: Record<string, Record<string, Verdict>> };
type FieldSchema = { type?: string; anyOf?: FieldSchema[] };

const folder = new URL('../__fixtures__/sagellm-protocol/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const probed: Record<string, Probed> = read('probes.json').models;
const schemas: Record<string, { properties: Record<string, FieldSchema> }> = read('schemas.json').schemas;

const probes = Object.entries(probed).flatMap(([model, { base, fields }]) =>
  Object.entries(fields).flatMap(([field, verdicts]) =>
    Object.entries(verdicts).map(([input, verdict]) => ({ model, field, input, verdict, base })),
  ),
);

it('knows every probed model', () => {
  expect(Object.keys(probed).filter((model) => !MIRRORED_MODELS[model])).toEqual([]);
  expect(probes.length).toBe(3401);
});

it('agrees with Python on every field and value, but for the deliberate differences', () => {
  const differing = probes.filter((probe) => !agrees(probe)).map(nameOf);
  const expected = probes.filter(isListed).map(nameOf);
  expect(differing.filter((probe) => !expected.includes(probe))).toEqual([]);
  expect(expected.filter((probe) => !differing.includes(probe))).toEqual([]);
});

it.each(DELIBERATE_DIFFERENCES.flatMap((row) => (row.probes ? [row] : [])))('still differs: $name', (row) => {
  expect(
    row.probes!.inputs.filter((input) => !probes.some((probe) => probe.input === input && covers(row, probe))),
  ).toEqual([]);
});

type Probe = (typeof probes)[number];

const nameOf = ({ model, field, input }: Probe) => `${model}.${field} ${input}`;

function agrees({ model, field, input, verdict, base }: Probe): boolean {
  const value = { ...base };
  if (input === 'missing') delete value[field];
  else value[field] = JSON.parse(input);
  const result = MIRRORED_MODELS[model]!.safeParse(value);
  if (result.success) {
    const written = (result.data as Record<string, unknown>)[field];
    return 'ok' in verdict && JSON.stringify(written) === JSON.stringify(verdict.ok);
  }
  if ('ok' in verdict) return false;
  const ours = new Set(result.error.issues.map((issue) => issue.path.join('.')));
  const theirs = new Set(verdict.map((error) => placeOf(error)));
  return ours.size === theirs.size && [...ours].every((place) => theirs.has(place));
}

/** `input.list[str].0:string_type` becomes `input`: pydantic adds the union's branch to the place. */
function placeOf(error: string): string {
  return error.slice(0, error.lastIndexOf(':')).replace(/\.(str|list\[str\])(\..*)?$/, '');
}

function isListed(probe: Probe): boolean {
  return DELIBERATE_DIFFERENCES.some((row) => covers(row, probe));
}

/** Python accepts it, and a row says that we do not. */
function covers(row: (typeof DELIBERATE_DIFFERENCES)[number], { model, field, input, verdict }: Probe): boolean {
  const kinds = kindsOf(schemas[model]!.properties[field]!);
  return (
    'ok' in verdict && !!row.probes?.inputs.includes(input) && row.probes.kinds.some((kind) => kinds.includes(kind))
  );
}

function kindsOf(schema: FieldSchema): string[] {
  return [schema.type ?? [], (schema.anyOf ?? []).flatMap(kindsOf)].flat();
}
