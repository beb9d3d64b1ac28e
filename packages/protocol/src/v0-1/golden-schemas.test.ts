import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { MIRRORED_MODELS } from './mirrored-models.ts';

type Schema = Record<string, unknown>;

const file = new URL('../__fixtures__/sagellm-protocol/schemas.json', import.meta.url);
const golden: Record<string, Schema> = JSON.parse(readFileSync(file, 'utf8')).schemas;
const models = Object.keys(MIRRORED_MODELS).filter((model) => model !== 'StreamEvent');

it.each(models)('%s has the fields, order, types, bounds and defaults of Python’s', (model) => {
  const ours = z.toJSONSchema(MIRRORED_MODELS[model]!, { io: 'input', reused: 'inline' }) as Schema;
  const theirs = structuredClone(golden[model]!);
  // zod prints no default for a field with a transformation in it; the samples show that it is null.
  if (model === 'Request') delete fieldsOf(theirs).sampling_params!.default;
  expect(comparable(ours, ours)).toStrictEqual(comparable(theirs, theirs));
  expect(Object.keys(fieldsOf(ours))).toEqual(Object.keys(fieldsOf(theirs)));
});

const fieldsOf = (schema: Schema) => schema.properties as Record<string, Schema>;

/** Both dialects say the same in different words: references, titles, the safe-integer range, factories of empty values. */
function comparable(schema: unknown, root: Schema): unknown {
  if (Array.isArray(schema)) return schema.map((item) => comparable(item, root));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as Schema & { $ref?: string };
  const name = $ref?.split('/').at(-1);
  const own = name ? { ...((root.$defs as Record<string, Schema>)[name] ?? {}), ...rest } : rest;
  if (Array.isArray(own.type)) return comparable(asAnyOf(own, own.type), root);
  return Object.fromEntries(
    Object.entries(own).flatMap(([key, value]) => (isWording(key, value, own) ? [] : [[key, said(key, value, root)]])),
  );
}

function said(key: string, value: unknown, root: Schema): unknown {
  if (key === 'properties')
    return Object.fromEntries(
      Object.entries(value as Schema).map(([field, schema]) => [field, comparable(schema, root)]),
    );
  if (key === 'anyOf') return (value as unknown[]).map((branch) => comparable(branch, root)).flatMap(branchesOf);
  if (key === 'required' || key === 'enum') return [...(value as string[])].sort();
  return comparable(value, root);
}

function isWording(key: string, value: unknown, schema: Schema): boolean {
  if (['$schema', '$defs', 'title', 'description', 'pattern', 'propertyNames'].includes(key) || key.startsWith('x-'))
    return true;
  if (key === 'additionalProperties') return value === true || value === false || isEmpty(value);
  if (key === 'maximum') return value === Number.MAX_SAFE_INTEGER;
  if (key === 'minimum') return value === Number.MIN_SAFE_INTEGER;
  // Python's schema says greedy, its validator derives the strategy (section 10); ours has no default to say.
  if (key === 'default') return isEmpty(value) || (value === 'greedy' && Array.isArray(schema.enum));
  return false;
}

/** `type: ["string", "null"]` is one spelling of "string or null", `anyOf` the other; a union inside a union is one. */
function asAnyOf({ type, default: preset, ...rest }: Schema, types: string[]): Schema {
  const branches = types.map((name) => (name === 'null' ? { type: name } : { type: name, ...rest }));
  return { anyOf: branches, default: preset };
}

function branchesOf(branch: unknown): unknown[] {
  const { anyOf } = branch as { anyOf?: unknown[] };
  return anyOf ?? [branch];
}

const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
