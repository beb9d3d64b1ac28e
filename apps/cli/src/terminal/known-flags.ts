import { planKeys } from '@sagellm/bench-composition';

/** Flags of all commands, without dashes, for suggestions. */
export async function knownFlags(): Promise<string[]> {
  const own = [
    'plan',
    'print-plan',
    'api-key',
    'api-key-file',
    'json',
    'quiet',
    'verbose',
    'input',
    'format',
    'recompute',
    'host',
    'port',
    'fault',
    'junit',
    'count',
    'pace',
    'rates',
    'help',
    'version',
  ];
  return [...new Set([...planKeys.map(({ flag }) => flag.slice(2)), ...own])];
}
