import {
  createEngineObserver,
  createOpenAIClient,
  createUndiciTransport,
  engineProfiles,
  fetchText,
  probeServer,
} from '@sagellm/bench-clients';
import { systemClock } from '@sagellm/bench-clock';
import { gptTokenizer, resolveTokenizer } from '@sagellm/bench-datasets';
import { usageError } from '@sagellm/bench-protocol';
import type { Backend, BackendOptions } from './backend.ts';
import { refuse } from './refuse.ts';
import { timeoutsOf } from './timeouts.ts';

/** Remote gauges change slowly and a scrape may weigh 60 KB. */
const SAMPLE_EVERY_MS = 1000;
const PROBE_TIMEOUT_MS = 10_000;

/** A server that somebody else runs. */
export async function openServer({ plan, apiKey, signal, notice }: BackendOptions): Promise<Backend> {
  if (!plan.url) throw usageError(`--backend ${plan.backend} needs --url`, 'e.g. --url http://127.0.0.1:8000/v1');
  refuse(plan, plan.backend, ['direct', 'allow_download'], 'these go with --backend cpu');
  const profile = engineProfiles[plan.backend.toLowerCase() as 'openai' | 'vllm'];
  const facts = await probeServer({
    baseUrl: plan.url,
    profile,
    signal,
    timeoutMs: PROBE_TIMEOUT_MS,
    ...(plan.model ? { model: plan.model } : {}),
    ...(apiKey ? { apiKey } : {}),
  });
  notice(`${facts.model} at ${plan.url}`);
  const clock = systemClock;
  const client = createOpenAIClient({
    transport: createUndiciTransport({
      origin: new URL(plan.url).origin,
      clock,
      connectTimeoutMs: plan.timeout_connect * 1000,
    }),
    profile,
    baseUrl: plan.url,
    model: facts.model,
    timeouts: timeoutsOf(plan),
    clock,
    endpoint: plan.endpoint,
    ...(apiKey ? { apiKey } : {}),
  });
  const tokenizer = plan.tokenizer ? await resolveTokenizer(plan.tokenizer) : await gptTokenizer();
  return {
    identity: {
      backend: plan.backend,
      simulated: facts.simulated ?? false,
      name: facts.engine ?? plan.backend,
      ...(facts.version ? { version: facts.version } : {}),
      url: plan.url,
      model: facts.model,
      ...(facts.maxModelLen ? { max_model_len: facts.maxModelLen } : {}),
      profile: client.description.profile,
      transport: client.description.transport,
      stamp_source: client.description.stampSource,
    },
    tokenizer,
    client,
    observer: createEngineObserver({
      fetchMetrics: () => fetchText(new URL('/metrics', plan.url).href, apiKey),
      clock,
      intervalMs: SAMPLE_EVERY_MS,
      facts: {},
    }),
    clock,
    warnings: [],
    drive: (work) => work(),
    close: () => client.close(),
  };
}
