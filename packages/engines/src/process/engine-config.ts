import { systemClock } from '@sagellm/bench-clock';
import { type Engine, usageError } from '@sagellm/bench-protocol';
import { z } from 'zod';
import { LlamaEngineOptions } from '../llama/engine-options.ts';
import { SimulatedConfig, simulatedEngineOf } from '../simulated/simulated-config.ts';

/** An engine as data: what its process is told. A new kind of engine is added here and in `openEngine`. */
export const EngineConfig = z.discriminatedUnion('kind', [
  LlamaEngineOptions.extend({ kind: z.literal('llama') }),
  SimulatedConfig,
]);
export type EngineConfig = z.output<typeof EngineConfig>;
export type EngineConfigInput = z.input<typeof EngineConfig>;

/** Throws a usage error that names the option. */
export function parseEngineConfig(config: unknown): EngineConfig {
  const parsed = EngineConfig.safeParse(config);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`);
  throw usageError(`engine: ${problems.join('; ')}`);
}

export async function openEngine(config: EngineConfig): Promise<Engine> {
  switch (config.kind) {
    case 'llama': {
      const { kind: _, ...options } = config;
      const { startLlamaEngine } = await import('../llama/start-llama-engine.ts');
      return startLlamaEngine(options);
    }
    case 'simulated':
      return simulatedEngineOf(config, systemClock);
  }
}
