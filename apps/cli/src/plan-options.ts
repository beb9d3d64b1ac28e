import { findPlanKey, type PlanKey } from '@sagellm/bench-composition';
import type { Argv } from 'yargs';

/** A setting of the plan as an option. It arrives as text and is judged by the plan's schema, as environment and files are. */
export function addPlanOption(yargs: Argv, key: PlanKey): void {
  const choices = key.choices ? ` [${key.choices.join(', ')}]` : '';
  const fallback = key.defaultText === undefined ? '' : ` [default: ${key.defaultText}]`;
  yargs.option(key.flag.slice(2), {
    describe: `${key.description}${choices}${fallback}`,
    ...(key.kind === 'boolean' ? { type: 'boolean' as const } : { type: 'string' as const, requiresArg: true }),
    ...(key.key === 'output' ? { alias: 'o' } : {}),
  });
}

export function addPlanOptions(yargs: Argv, keys: readonly PlanKey['key'][]): void {
  for (const key of keys) addPlanOption(yargs, findPlanKey(key)!);
}

/** What was given of these settings. */
export function planFlags(argv: Record<string, unknown>, keys: readonly PlanKey[]): Record<string, unknown> {
  return Object.fromEntries(keys.map(({ key, flag }) => [key, argv[flag.slice(2)]]));
}
