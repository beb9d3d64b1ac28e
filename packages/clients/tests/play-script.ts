import { VirtualClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, Observation } from '@sagellm/bench-protocol';
import { createOpenAIClient, type OpenAIClientOptions } from '../src/openai/openai-client.ts';
import { embeddedProfile } from '../src/profiles/embedded.ts';
import { exampleRequest } from './example-request.ts';
import { type ScriptedStep, ScriptedTransport } from './scripted-transport.ts';

export const TIMEOUTS = { connectMs: 100, firstTokenMs: 300, idleMs: 200, totalMs: 2000 };

/** Sent at once, headers after 5 ms. */
export const begin: ScriptedStep[] = [
  { after: 0, does: 'send' },
  { after: 5, does: 'headers' },
];
/** One request in virtual time. */
export async function play(
  script: ScriptedStep[],
  changes: Partial<OpenAIClientOptions> = {},
  request: Partial<BenchmarkRequest> = {},
): Promise<{ seen: Observation; transport: ScriptedTransport; now: number }> {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, () => script);
  const client = createOpenAIClient({
    transport,
    profile: embeddedProfile,
    baseUrl: 'http://127.0.0.1:1',
    model: 'tiny',
    timeouts: TIMEOUTS,
    clock,
    endpoint: 'chat',
    ...changes,
  });
  const seen = await clock.run(
    () => new Promise<Observation>((resolve) => client.send(client.prepare(exampleRequest(request)), resolve)),
  );
  return { seen, transport, now: clock.now() };
}
