import { systemClock } from '@sagellm/bench-clock';
import { startEngineProcess } from '@sagellm/bench-engines';
import type { Backend, BackendOptions } from './backend.ts';
import { openEmbedded } from './embedded.ts';
import { findLatencyProfile } from './latency-profile.ts';
import { OWN_TOKENIZER, refuse, WAYS_TO_SERVERS } from './refuse.ts';
import { simulatedTokenizer } from './simulated-tokenizer.ts';

/** Enough that nothing queues, unless somebody asks for less. */
const SLOTS = 256;

/** The simulated engine in a process of its own, over HTTP and in real time. */
export async function openSimulated(options: BackendOptions): Promise<Backend> {
  const { plan, variant = 'default', signal, notice } = options;
  refuse(plan, 'simulated', WAYS_TO_SERVERS, 'these go with --url');
  refuse(
    plan,
    'simulated',
    ['url', 'allow_download', 'direct'],
    'in process and without HTTP the simulated engine is --backend mock',
  );
  refuse(plan, 'simulated', ['tokenizer'], OWN_TOKENIZER);
  findLatencyProfile(variant);
  notice(`starting the simulated engine (${variant})`);
  const process = await startEngineProcess(
    {
      kind: 'simulated',
      profile: variant,
      seed: plan.seed,
      slots: plan.slots ?? SLOTS,
      ...(plan.model ? { model: plan.model } : {}),
    },
    { signal },
  );
  return openEmbedded({
    backend: 'simulated',
    name: `simulated engine, profile ${variant}`,
    process,
    tokenizer: await simulatedTokenizer(),
    clock: systemClock,
    options,
  });
}
