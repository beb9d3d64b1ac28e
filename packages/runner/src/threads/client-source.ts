import type { InferenceClient } from '@sagellm/bench-protocol';

/**
 * Where a thread gets its client from. No object can be handed to it, so it imports the module itself and calls what it
 * exports with the options, which are plain data.
 */
export type ClientSource = { module: string; export: string; options: unknown };

export async function clientFrom({ module, export: name, options }: ClientSource): Promise<InferenceClient> {
  const exports = (await import(module)) as Record<string, (options: unknown) => InferenceClient>;
  return exports[name]!(options);
}
