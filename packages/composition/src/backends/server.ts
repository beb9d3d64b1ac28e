import {
  createEngineObserver,
  createSagellmExtras,
  type EngineProfile,
  type EngineProfileName,
  fetchText,
  probeServer,
} from '@sagellm/bench-clients';
import { systemClock } from '@sagellm/bench-clock';
import { gptTokenizer, resolveTokenizer } from '@sagellm/bench-datasets';
import { type EngineIdentity, usageError } from '@sagellm/bench-protocol';
import type { Backend, BackendOptions } from './backend.ts';
import { chooseTransport } from './choose-transport.ts';
import { findServer } from './find-server.ts';
import { type HttpClientOptions, httpClientSource, openHttpClient } from './http-client.ts';
import { refuse } from './refuse.ts';
import { findWay, type WayToServer } from './way-to-server.ts';

/** Remote gauges change slowly and a scrape may weigh 60 KB. */
const SAMPLE_EVERY_MS = 1000;
const PROBE_TIMEOUT_MS = 10_000;

/** A server that somebody else runs. */
export async function openServer({ plan, apiKey, signal, notice }: BackendOptions): Promise<Backend> {
  if (!plan.url) throw usageError(`--backend ${plan.backend} needs --url`, 'e.g. --url http://127.0.0.1:8000/v1');
  refuse(plan, plan.backend, ['direct', 'allow_download'], 'these go with --backend cpu');
  const way = await findWay(plan, plan.url, process.env);
  for (const { message } of way.warnings) notice(`warning: ${message}`);
  const { access } = way;
  if (access.proxy && way.proxy) notice(`through the proxy ${way.proxy.text}, which ${way.proxy.variable} names`);
  const ask = { signal, timeoutMs: PROBE_TIMEOUT_MS, access, ...(apiKey ? { apiKey } : {}) };
  const server = await findServer(plan, plan.url, ask);
  const { profile, baseUrl, endpoint } = server;
  if (server.how) notice(`${profile.name} at ${baseUrl}: ${server.how}`);
  const facts = await probeServer({ baseUrl, profile, ...ask, ...(plan.model ? { model: plan.model } : {}) });
  notice(`${facts.model} at ${baseUrl}, ${endpoint} route`);
  const clock = systemClock;
  const route = rootOf(baseUrl) + (profile.discovery.models ?? profile.discovery.info ?? '/');
  const chosen = await chooseTransport({ plan, route, way, clock, ...ask });
  const by = plan.transport === 'auto' ? ' (auto)' : '';
  if (chosen.reason) notice(`transport ${chosen.name}${by}: ${chosen.reason}`);
  const clientOptions: HttpClientOptions = {
    plan,
    baseUrl,
    profile: profile.name as EngineProfileName,
    model: facts.model,
    endpoint,
    transport: chosen,
    ...(apiKey ? { apiKey } : {}),
  };
  const client = openHttpClient(clientOptions);
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
    ...notesOf(profile, way),
    transport: client.description.transport,
    ...(chosen.reason ? { transport_reason: chosen.reason } : {}),
    stamp_source: client.description.stampSource,
  };
  return {
    identity,
    tokenizer: plan.tokenizer ? await resolveTokenizer(plan.tokenizer) : await gptTokenizer(),
    client,
    clientSource: httpClientSource(clientOptions),
    observer: createEngineObserver({
      fetchMetrics: metricsOf(profile, baseUrl, apiKey, access),
      clock,
      intervalMs: SAMPLE_EVERY_MS,
      facts: {},
      ...(profile.metricNames ? { names: profile.metricNames } : {}),
      ...(profile.name.startsWith('sagellm') ? { extras: createSagellmExtras(rootOf(baseUrl), apiKey, access) } : {}),
    }),
    clock,
    warnings: way.warnings,
    drive: (work) => work(),
    close: () => client.close(),
  };
}

function notesOf(profile: EngineProfile, { access, proxy }: WayToServer): Pick<EngineIdentity, 'notes'> {
  const notes = [...profile.notes];
  if (proxy && access.proxy) {
    notes.push(
      `requests went through the proxy ${proxy.text}: its time, and how it passes chunks on, is in every figure`,
    );
  }
  return notes.length > 0 ? { notes } : {};
}

function metricsOf(
  { metricsPath }: EngineProfile,
  baseUrl: string,
  apiKey: string | undefined,
  access: WayToServer['access'],
) {
  if (metricsPath === undefined) return async () => undefined;
  return () => fetchText(rootOf(baseUrl) + metricsPath, apiKey, access);
}

/** Without `/v1`, and without a slash at its end. */
function rootOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
}
