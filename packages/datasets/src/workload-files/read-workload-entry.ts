import { didYouMean, usageError, WorkloadSpec } from '@sagellm/bench-protocol';
import { type Document, isScalar, type Node, type YAMLMap } from 'yaml';
import type { PlaceOf } from './parse-document.ts';
import { knownKeys, WORKLOAD_DEFAULTS, WORKLOAD_TYPES, workloadFields } from './workload-fields.ts';

type Entry = { workload: WorkloadSpec; prompt: string; place: string };
type Field = { key: string; value: unknown; place: string };

/** One workload of a file; every complaint names the place of the key that is wrong. */
export function readWorkloadEntry(node: YAMLMap, document: Document, placeOf: PlaceOf): Entry {
  const place = placeOf(node.range?.[0] ?? 0);
  const fields = fieldsOf(node, document, placeOf);
  for (const key of ['name', 'prompt'])
    if (!fields.has(key)) throw usageError(`${place}: ${key} is missing`, `add ${key}:`);
  const prompt = fields.get('prompt')!;
  if (typeof prompt.value !== 'string' || prompt.value.trim() === '')
    throw wrong(prompt, 'is no text', 'write the prompt');
  checkLabels(fields);

  const { spec, origin } = specOf(fields);
  const read = WorkloadSpec.safeParse(spec);
  if (read.success) return { workload: read.data, prompt: prompt.value, place: fields.get('name')!.place };
  const [issue] = read.error.issues;
  const field = origin.get(issue!.path.join('.'));
  if (!field) throw usageError(`${place}: ${issue!.path.join('.')}: ${issue!.message}`, 'mend the value');
  throw wrong(field, `is refused (${issue!.message})`, 'mend the value, or leave the key out for its default');
}

function wrong({ place, key, value }: Field, problem: string, remedy: string): Error {
  return usageError(`${place}: ${key} ${JSON.stringify(value)} ${problem}`, remedy);
}

/** Keys with values and places; null means the same as a key that is left out. */
function fieldsOf(node: YAMLMap, document: Document, placeOf: PlaceOf): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    const place = placeOf((pair.key as Node).range?.[0] ?? 0);
    if (!knownKeys.includes(key)) {
      const near = didYouMean(key, knownKeys);
      throw usageError(
        `${place}: unknown key ${JSON.stringify(key)}${near ? `, did you mean "${near}"?` : ''}`,
        `known keys: ${knownKeys.join(', ')}`,
      );
    }
    const value = plainValue(pair.value as Node | null, document, place);
    if (value !== undefined) fields.set(key, { key, value, place });
  }
  return fields;
}

function plainValue(node: Node | null, document: Document, place: string): unknown {
  try {
    return node?.toJS(document) ?? undefined;
  } catch (cause) {
    // An alias of nothing, or of too much.
    throw usageError(`${place}: ${(cause as Error).message}`, 'write the value out', cause);
  }
}

/** Keys that are read but decide nothing here. */
function checkLabels(fields: Map<string, Field>): void {
  const type = fields.get('workload_type');
  if (type && !WORKLOAD_TYPES.includes(String(type.value).toLowerCase())) {
    throw wrong(type, 'is unknown', `choose from ${WORKLOAD_TYPES.join(', ')}`);
  }
  const extra = fields.get('extra_params');
  if (extra && (typeof extra.value !== 'object' || Object.keys(extra.value as object).length > 0)) {
    throw wrong(extra, 'cannot be sent', 'take it out: the requests would be others without it');
  }
  const concurrent = fields.get('concurrent');
  if (concurrent && typeof concurrent.value !== 'boolean')
    throw wrong(concurrent, 'is not true or false', 'write true');
}

/** The raw spec, and for each of its values the field that said it. */
function specOf(fields: Map<string, Field>) {
  const sampling: Record<string, unknown> = {};
  const spec: Record<string, unknown> = { ...WORKLOAD_DEFAULTS, sampling };
  const origin = new Map<string, Field>();
  for (const [key, target] of Object.entries(workloadFields)) {
    const field = fields.get(key);
    if (!field) continue;
    const other = origin.get(target);
    if (other) throw wrong(field, `says the same as ${other.key}`, `leave one of them out`);
    origin.set(target, field);
    if (target.startsWith('sampling.')) sampling[target.slice('sampling.'.length)] = field.value;
    else spec[target] = field.value;
  }
  // All at once, unless a number says how many.
  if (fields.get('concurrent')?.value === true && !origin.has('concurrency')) spec.concurrency = spec.requests;
  if (fields.get('concurrent')?.value === false) {
    const concurrency = origin.get('concurrency');
    if (concurrency && concurrency.value !== 1) {
      throw wrong(concurrency, 'contradicts concurrent: false', 'leave one of them out');
    }
  }
  return { spec, origin };
}
