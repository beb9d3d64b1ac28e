import type { Clock } from '@sagellm/bench-clock';
import { parseLatencyProfile } from '@sagellm/bench-latency-model';
import { usageError } from '@sagellm/bench-protocol';
import { z } from 'zod';
import { FaultPlan } from '../faults/fault-plan.ts';
import { createSimulatedEngine, type SimulatedEngine } from './simulated-engine.ts';

/** A simulated engine as data: what a process that runs one is told. */
export const SimulatedConfig = z.object({
  kind: z.literal('simulated'),
  /** A name (`mock`, `reference`, …) or numbers (`ttft=50,itl=10`). */
  profile: z.string().default('default'),
  seed: z.int().nonnegative().default(0),
  slots: z.int().positive().default(8),
  max_model_len: z.int().positive().optional(),
  model: z.string().min(1).optional(),
  faults: FaultPlan.optional(),
  prefix_cache: z.boolean().optional(),
  /** Tokens that the chat template adds to each conversation. */
  template_tokens: z.int().nonnegative().optional(),
  /** Serve what really happened at `/bench/truth`; loopback only. For the server around it, the engine ignores it. */
  expose_truth: z.boolean().optional(),
});
export type SimulatedConfig = z.infer<typeof SimulatedConfig>;

/** Throws a usage error when the profile is unknown. */
export function simulatedEngineOf(config: SimulatedConfig, clock: Clock): SimulatedEngine {
  const parsed = parseLatencyProfile(config.profile);
  if (!parsed.ok) throw usageError(`simulated engine: profile "${config.profile}" ${parsed.problem}`);
  return createSimulatedEngine({
    profile: parsed.profile,
    clock,
    seed: config.seed,
    slots: config.slots,
    ...(config.max_model_len === undefined ? {} : { maxModelLen: config.max_model_len }),
    ...(config.model === undefined ? {} : { model: config.model }),
    ...(config.faults === undefined ? {} : { faults: config.faults }),
    ...(config.prefix_cache === undefined ? {} : { prefixCache: config.prefix_cache }),
    ...(config.template_tokens === undefined ? {} : { templateTokens: config.template_tokens }),
  });
}
