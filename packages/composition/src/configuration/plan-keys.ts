import { RunPlan } from '@sagellm/bench-protocol';
import type { z } from 'zod';

/** What a plan key looks like to a person: its flag, its environment variable, and how its text is read. */
export type PlanKey = {
  key: keyof RunPlan;
  flag: string;
  env: string;
  kind: 'text' | 'number' | 'boolean' | 'list';
  choices?: readonly string[];
  /** As text, for help; absent where the value is open. */
  defaultText?: string;
  description: string;
};

/** The one list of settings of a run, read off the schema, so that flags, environment and files cannot differ. */
export const planKeys: readonly PlanKey[] = Object.entries(RunPlan.shape).map(([key, schema]) => {
  const { type, fallback } = unwrap(schema as z.ZodType);
  return {
    key: key as keyof RunPlan,
    flag: `--${key.replaceAll('_', '-')}`,
    env: `SAGELLM_BENCH_${key.toUpperCase()}`,
    kind: kindOf(type),
    ...(type.def.type === 'enum' ? { choices: (type as z.ZodEnum).options.map(String) } : {}),
    ...(fallback === undefined ? {} : { defaultText: Array.isArray(fallback) ? 'none' : String(fallback) }),
    description: (schema as z.ZodType).description ?? '',
  };
});

export function findPlanKey(key: PropertyKey): PlanKey | undefined {
  return planKeys.find((candidate) => candidate.key === key);
}

function unwrap(schema: z.ZodType): { type: z.ZodType; fallback: unknown } {
  let type = schema;
  let fallback: unknown;
  while (type.def.type === 'default' || type.def.type === 'optional') {
    const wrapper = type as z.ZodDefault<z.ZodType> | z.ZodOptional<z.ZodType>;
    if ('defaultValue' in wrapper.def) fallback = wrapper.def.defaultValue;
    type = wrapper.def.innerType as z.ZodType;
  }
  return { type, fallback };
}

function kindOf(type: z.ZodType): PlanKey['kind'] {
  switch (type.def.type) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return 'list';
    default:
      return 'text';
  }
}
