import type { Scalar } from './foreign-report.ts';

/** Files of others are read as they are: what is not there, or is not what was expected, is absent. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: JsonObject, key: string): JsonObject {
  const held = value[key];
  return isObject(held) ? held : {};
}

export function objectsAt(value: JsonObject, key: string): JsonObject[] {
  const held = value[key];
  return Array.isArray(held) ? held.filter(isObject) : [];
}

export function numberAt(value: JsonObject, key: string): number | undefined {
  const held = value[key];
  return typeof held === 'number' ? held : undefined;
}

export function textAt(value: JsonObject, key: string): string | undefined {
  const held = value[key];
  return typeof held === 'string' && held !== '' ? held : undefined;
}

/** A list of scalars as `1, 2`, a scalar as itself. */
export function listText(value: JsonObject, key: string): string | undefined {
  const held = value[key];
  const list = (Array.isArray(held) ? held : [held]).filter(isScalar);
  return list.length > 0 ? list.join(', ') : undefined;
}

/** Deeper than any file of these products; what lies below is no number of theirs. */
const DEEPEST = 8;

/** `{ a: { b: 1 } }` as `{ 'a.b': 1 }`; null and lists are left out. */
export function flatScalars(value: JsonObject, prefix = '', depth = 0): Record<string, Scalar> {
  const flat: Record<string, Scalar> = {};
  for (const [key, held] of Object.entries(value)) {
    if (isScalar(held)) flat[prefix + key] = held;
    else if (isObject(held) && depth < DEEPEST) Object.assign(flat, flatScalars(held, `${prefix}${key}.`, depth + 1));
  }
  return flat;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}
