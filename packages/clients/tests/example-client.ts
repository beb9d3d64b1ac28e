import { systemClock } from '@sagellm/bench-clock';
import type { InferenceClient, Observation } from '@sagellm/bench-protocol';
import { createOpenAIClient, createUndiciTransport, engineProfiles, type OpenAIClientOptions } from '../src/index.ts';

export const GENEROUS = { connectMs: 10_000, firstTokenMs: 10_000, idleMs: 10_000, totalMs: 20_000 };

export function clientOf(url: string, changes: Partial<OpenAIClientOptions> = {}): InferenceClient {
  return createOpenAIClient({
    transport: createUndiciTransport({ origin: url, clock: systemClock, connectTimeoutMs: 5_000 }),
    profile: engineProfiles.vllm,
    baseUrl: url,
    model: 'tiny',
    timeouts: GENEROUS,
    clock: systemClock,
    endpoint: 'chat',
    ...changes,
  });
}

export function sent(
  client: InferenceClient,
  request: Parameters<InferenceClient['prepare']>[0],
): Promise<Observation> {
  return new Promise((resolve) => client.send(client.prepare(request), resolve));
}
