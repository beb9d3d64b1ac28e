import {
  createEngineObserver,
  createOpenAIClient,
  createSagellmExtras,
  type EngineProfile,
  fetchText,
  probeServer,
} from '@sagellm/bench-clients';
import { systemClock } from '@sagellm/bench-clock';
import { gptTokenizer, resolveTokenizer } from '@sagellm/bench-datasets';
import { type EngineIdentity, usageError } from '@sagellm/bench-protocol';
import type { Backend, BackendOptions } from './backend.ts';
import { findServer } from './find-server.ts';
import { refuse } from './refuse.ts';
import { timeoutsOf } from './timeouts.ts';
import { openTransport } from './transports.ts';

/** Remote gauges change slowly and a scrape may weigh 60 KB. */
const SAMPLE_EVERY_MS = 1000;
const PROBE_TIMEOUT_MS = 10_000;

/** A server that somebody else runs. */
export async function openServer({ plan, apiKey, signal, notice }: BackendOptions): Promise<Backend> {
  if (!plan.url) throw usageError(`--backend ${plan.backend} needs --url`, 'e.g. --url http://127.0.0.1:8000/v1');
  refuse(plan, plan.backend, ['direct', 'allow_download'], 'these go with --backend cpu');
  const ask = { signal, timeoutMs: PROBE_TIMEOUT_MS, ...(apiKey ? { apiKey } : {}) };
  const server = await findServer(plan, plan.url, ask);
  const { profile, baseUrl, endpoint } = server;
  if (server.how) notice(`${profile.name} at ${baseUrl}: ${server.how}`);
  const facts = await probeServer({ baseUrl, profile, ...ask, ...(plan.model ? { model: plan.model } : {}) });
  notice(`${facts.model} at ${baseUrl}, ${endpoint} route`);
  const clock = systemClock;
  const client = createOpenAIClient({
    transport: openTransport(plan, baseUrl, clock),
    profile,
    baseUrl,
    model: facts.model,
    timeouts: timeoutsOf(plan),
    clock,
    endpoint,
    ...(apiKey ? { apiKey } : {}),
  });
  const version = facts.version ?? server.version;
  const identity: EngineIdentity = {
    backend: plan.backend,
    simulated: facts.simulated ?? false,
    name: facts.engine ?? profile.name,
    ...(version ? { version } : {}),
    url: baseUrl,
    model: facts.model,
    ...(facts.maxModelLen ? { max_model_len: facts.maxModelLen } : {}),
    endpoint,
    profile: profile.name,
    ...(server.how ? { recognised_by: server.how } : {}),
    ...(profile.notes.length > 0 ? { notes: [...profile.notes] } : {}),
    transport: client.description.transport,
    stamp_source: client.description.stampSource,
  };
  return {
    identity,
    tokenizer: plan.tokenizer ? await resolveTokenizer(plan.tokenizer) : await gptTokenizer(),
    client,
    observer: createEngineObserver({
      fetchMetrics: metricsOf(profile, baseUrl, apiKey),
      clock,
      intervalMs: SAMPLE_EVERY_MS,
      facts: {},
      ...(profile.metricNames ? { names: profile.metricNames } : {}),
      ...(profile.name.startsWith('sagellm') ? { extras: createSagellmExtras(rootOf(baseUrl), apiKey) } : {}),
    }),
    clock,
    warnings: [],
    drive: (work) => work(),
    close: () => client.close(),
  };
}

function metricsOf({ metricsPath }: EngineProfile, baseUrl: string, apiKey: string | undefined) {
  if (metricsPath === undefined) return async () => undefined;
  return () => fetchText(rootOf(baseUrl) + metricsPath, apiKey);
}

/** Without `/v1`, and without a slash at its end. */
function rootOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
}
