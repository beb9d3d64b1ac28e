import { createEngineObserver, fetchText } from '@sagellm/bench-clients';
import type { Clock } from '@sagellm/bench-clock';
import type { EngineProcess } from '@sagellm/bench-engines';
import type { Tokenizer } from '@sagellm/bench-protocol';
import type { Backend, BackendOptions } from './backend.ts';
import { identityOf } from './engine-identity.ts';
import { type HttpClientOptions, httpClientSource, openHttpClient } from './http-client.ts';

/** How often the engine's gauges are read during the load: a small answer over loopback, ten times a second. */
const SAMPLE_EVERY_MS = 100;

/** An engine that we started, in its own process, spoken to as any server would be. */
export function openEmbedded(parts: {
  backend: string;
  /** Instead of the engine's own. */
  name?: string;
  process: EngineProcess;
  tokenizer: Tokenizer;
  clock: Clock;
  options: BackendOptions;
}): Backend {
  const { process, clock, options } = parts;
  const { plan } = options;
  const { facts } = process;
  const clientOptions: HttpClientOptions = {
    plan,
    baseUrl: process.url,
    profile: 'embedded',
    model: facts.model,
    endpoint: plan.endpoint ?? 'chat',
  };
  const client = openHttpClient(clientOptions);
  return {
    identity: identityOf(parts.backend, facts, client, {
      url: process.url,
      endpoint: plan.endpoint ?? 'chat',
      ...(parts.name ? { name: parts.name } : {}),
    }),
    tokenizer: parts.tokenizer,
    client,
    clientSource: httpClientSource(clientOptions),
    observer: createEngineObserver({
      fetchMetrics: () => fetchText(`${process.url}/metrics`),
      clock,
      intervalMs: SAMPLE_EVERY_MS,
      facts: { speculation: facts.speculation },
    }),
    clock,
    warnings: [],
    drive: (work) => work(),
    close: async () => {
      await client.close();
      await process.close();
    },
  };
}
