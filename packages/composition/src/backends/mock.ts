import { createNativeClient, createNativeObserver } from '@sagellm/bench-clients';
import { VirtualClock } from '@sagellm/bench-clock';
import { createSimulatedEngine } from '@sagellm/bench-engines';
import type { Backend, BackendOptions } from './backend.ts';
import { findLatencyProfile } from './latency-profile.ts';
import { OWN_TOKENIZER, refuse } from './refuse.ts';
import { simulatedTokenizer } from './simulated-tokenizer.ts';

/** As many as anybody asks for: nothing queues, so every request takes exactly its formula. */
const SLOTS = 1_000_000;

/** TTFT 10 ms and 5 ms a token, in process and in virtual time. Labelled as simulated in every output. */
export async function openMock({ plan }: BackendOptions): Promise<Backend> {
  refuse(plan, 'mock', ['url', 'allow_download']);
  refuse(plan, 'mock', ['tokenizer'], OWN_TOKENIZER);
  const clock = new VirtualClock();
  const engine = createSimulatedEngine({ profile: findLatencyProfile('mock'), clock, seed: plan.seed, slots: SLOTS });
  const client = createNativeClient(engine, { clock, endpoint: plan.endpoint ?? 'chat' });
  return {
    identity: {
      backend: 'mock',
      simulated: true,
      name: `${engine.facts.name} engine, profile mock`,
      model: plan.model ?? engine.facts.model,
      max_model_len: engine.facts.max_model_len,
      speculation: engine.facts.speculation,
      profile: client.description.profile,
      transport: client.description.transport,
      stamp_source: client.description.stampSource,
    },
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
