import { createNativeClient, createNativeObserver } from '@sagellm/bench-clients';
import { VirtualClock } from '@sagellm/bench-clock';
import { createSimulatedEngine } from '@sagellm/bench-engines';
import type { Backend, BackendOptions } from './backend.ts';
import { identityOf } from './engine-identity.ts';
import { findLatencyProfile } from './latency-profile.ts';
import { OWN_TOKENIZER, refuse, WAYS_TO_SERVERS } from './refuse.ts';
import { simulatedTokenizer } from './simulated-tokenizer.ts';

/** As many as anybody asks for: nothing queues, so every request takes exactly its formula. */
const SLOTS = 1_000_000;

/** TTFT 10 ms and 5 ms a token, in process and in virtual time. Labelled as simulated in every output. */
export async function openMock({ plan }: BackendOptions): Promise<Backend> {
  refuse(plan, 'mock', WAYS_TO_SERVERS, 'these go with --url');
  refuse(plan, 'mock', ['url', 'allow_download']);
  refuse(plan, 'mock', ['tokenizer'], OWN_TOKENIZER);
  const clock = new VirtualClock();
  const engine = createSimulatedEngine({ profile: findLatencyProfile('mock'), clock, seed: plan.seed, slots: SLOTS });
  const { endpoint = 'chat' } = plan;
  const client = createNativeClient(engine, { clock, endpoint });
  const { slots: _, ...identity } = identityOf('mock', engine.facts, client, {
    name: `${engine.facts.name} engine, profile mock`,
    endpoint,
    ...(plan.model ? { model: plan.model } : {}),
  });
  return {
    // As many slots as anybody asks for: a number would only mislead.
    identity,
    tokenizer: await simulatedTokenizer(),
    client,
    observer: createNativeObserver(engine, clock),
    clock,
    warnings: [],
    drive: (work) => clock.run(work),
    close: async () => {
      await client.close();
      await engine.close();
    },
  };
}
