import type { EngineFacts, EngineIdentity, InferenceClient } from '@sagellm/bench-protocol';

/** Who answers, where the engine is our own: its facts, and how it is spoken to. */
export function identityOf(
  backend: string,
  facts: EngineFacts,
  { description }: InferenceClient,
  more: Partial<EngineIdentity> = {},
): EngineIdentity {
  return {
    backend,
    simulated: facts.simulated,
    name: facts.name,
    ...(facts.version ? { version: facts.version } : {}),
    model: facts.model,
    ...(facts.model_sha256 ? { model_sha256: facts.model_sha256 } : {}),
    max_model_len: facts.max_model_len,
    slots: facts.slots,
    speculation: facts.speculation,
    prefix_cache: facts.prefix_cache,
    profile: description.profile,
    transport: description.transport,
    stamp_source: description.stampSource,
    ...more,
  };
}
