import { createOpenAIClient, type EngineProfileName, engineProfiles } from '@sagellm/bench-clients';
import { systemClock } from '@sagellm/bench-clock';
import type { InferenceClient, RunPlan } from '@sagellm/bench-protocol';
import type { ClientSource } from '@sagellm/bench-runner';
import { timeoutsOf } from './timeouts.ts';
import { openTransport, type TransportChoice } from './transports.ts';

/** Plain data, so that a load thread can open a client of its own. */
export type HttpClientOptions = {
  plan: RunPlan;
  baseUrl: string;
  profile: EngineProfileName;
  model: string;
  endpoint: 'chat' | 'completions';
  apiKey?: string;
  /** Absent for an engine of our own. */
  transport?: TransportChoice;
};

export function openHttpClient({ plan, baseUrl, profile, transport, ...rest }: HttpClientOptions): InferenceClient {
  return createOpenAIClient({
    ...rest,
    transport: openTransport(plan, baseUrl, systemClock, transport),
    profile: engineProfiles[profile],
    baseUrl,
    timeouts: timeoutsOf(plan),
    clock: systemClock,
  });
}

export function httpClientSource(options: HttpClientOptions): ClientSource {
  return { module: import.meta.url, export: openHttpClient.name, options };
}
