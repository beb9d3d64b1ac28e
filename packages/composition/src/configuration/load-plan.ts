import { didYouMean, type PlanSource, RunPlan, usageError } from '@sagellm/bench-protocol';
import type { z } from 'zod';
import { type PlanFile, readPlanFile } from './plan-file.ts';
import { findPlanKey, type PlanKey, planKeys } from './plan-keys.ts';

export type LoadedPlan = { plan: RunPlan; sources: Record<keyof RunPlan, PlanSource> };

export type PlanInputs = {
  /** Flags that were really given, by plan key; text where the shell gave text. */
  flags: Readonly<Record<string, unknown>>;
  env: Readonly<Record<string, string | undefined>>;
  planFile?: string;
};

/** Flags over environment over `--plan file.yaml` over defaults, through one schema. */
export async function loadPlan(inputs: PlanInputs): Promise<LoadedPlan> {
  const file = inputs.planFile === undefined ? undefined : await readPlanFile(inputs.planFile);
  const raw: Record<string, unknown> = {};
  const sources = {} as Record<keyof RunPlan, PlanSource>;
  for (const key of planKeys) {
    const found = lookUp(key, inputs, file);
    sources[key.key] = found.source;
    if (found.source !== 'default')
      raw[key.key] = found.source === 'file' ? found.value : fromText(key, found.value, found.place);
  }
  const parsed = RunPlan.safeParse(raw);
  if (!parsed.success) throw explain(parsed.error.issues[0]!, raw, inputs, file);
  const plan = parsed.data;
  // The host of a URL says nothing about a socket of this machine.
  if (plan.unix_socket !== undefined) plan.url ??= 'http://localhost';
  // Who names a server and no backend wants that server, whatever it is.
  if (plan.url !== undefined && sources.backend === 'default') plan.backend = 'auto';
  return { plan, sources };
}

type Found = { source: PlanSource; value: unknown; place: string };

function lookUp(key: PlanKey, inputs: PlanInputs, file: PlanFile | undefined): Found {
  const flag = inputs.flags[key.key];
  if (flag !== undefined) return { source: 'flag', value: flag, place: key.flag };
  const env = inputs.env[key.env];
  if (env !== undefined && env !== '') return { source: 'env', value: env, place: key.env };
  if (file && key.key in file.values) {
    const position = file.lines.get(key.key)!;
    return {
      source: 'file',
      value: file.values[key.key],
      place: `${file.path}:${position.line}:${position.col}: ${key.key}`,
    };
  }
  return { source: 'default', value: undefined, place: '' };
}

/** What a shell can say, as the type that the schema wants. */
function fromText(key: PlanKey, value: unknown, place: string): unknown {
  if (key.kind === 'list')
    return (Array.isArray(value) ? value : [value])
      .flatMap((text) => String(text).split(','))
      .map((text) => text.trim());
  if (Array.isArray(value)) throw usageError(`${place} was given ${value.length} times`, 'give it once');
  if (typeof value !== 'string') return value;
  if (key.kind === 'number') {
    const number = Number(value);
    if (value.trim() === '' || Number.isNaN(number)) throw usageError(`${place} ${value}: not a number`);
    return number;
  }
  if (key.kind === 'boolean') {
    if (/^(true|1|yes|on)$/i.test(value)) return true;
    if (/^(false|0|no|off)$/i.test(value)) return false;
    throw usageError(`${place} ${value}: must be true or false`);
  }
  return value;
}

function explain(
  issue: z.core.$ZodIssue,
  raw: Record<string, unknown>,
  inputs: PlanInputs,
  file: PlanFile | undefined,
) {
  const key = findPlanKey(issue.path[0]!);
  if (!key) return usageError(issue.message);
  const { place } = lookUp(key, inputs, file);
  const given = JSON.stringify(raw[key.key])?.replace(/^"(.*)"$/, '$1');
  if (key.choices) {
    const meant = didYouMean(String(given), key.choices);
    return usageError(
      `${place} ${given}: must be one of ${key.choices.join(', ')}`,
      meant ? `did you mean ${meant}?` : undefined,
    );
  }
  return usageError(`${place} ${given}: ${inWords(issue, key)}`);
}

function inWords(issue: z.core.$ZodIssue, key: PlanKey): string {
  if (issue.code === 'too_small') return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}`;
  if (key.key === 'url') return 'must be an http or https URL, e.g. http://127.0.0.1:8000/v1';
  if (issue.code === 'invalid_type' && issue.expected === 'int') return 'must be a whole number';
  return issue.message.replace(/^Invalid input: /, '');
}
