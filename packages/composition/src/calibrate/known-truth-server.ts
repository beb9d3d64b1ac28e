import { type EngineProcess, startEngineProcess, type TruthSnapshot } from '@sagellm/bench-engines';
import { faultError } from '@sagellm/bench-protocol';

/** A server that plans every token and remembers when it really wrote it. */
export type KnownTruthServer = {
  url: string;
  model: string;
  /** Has it answer a few hundred requests, so that its own first steps are not taken for the client's. */
  warm(): Promise<void>;
  truth(): Promise<TruthSnapshot>;
  close(): Promise<void>;
};

/** More than any calibration has in flight: nobody waits for a place. */
const SLOTS = 10_000;
const WARM_ROUNDS = 6;
const WARM_AT_ONCE = 32;
const WARM_TOKENS = 8;

export async function startKnownTruthServer(
  { ttftMs, itlMs, seed }: { ttftMs: number; itlMs: number; seed: number },
  signal: AbortSignal,
): Promise<KnownTruthServer> {
  const process = await startEngineProcess(
    { kind: 'simulated', profile: `ttft=${ttftMs},itl=${itlMs}`, seed, slots: SLOTS, expose_truth: true },
    { signal },
  );
  const { url, facts } = process;
  return {
    url,
    model: facts.model,
    warm: () => warm(process, signal),
    async truth() {
      const truth = (await (await fetch(`${url}/bench/truth`, { signal })).json()) as TruthSnapshot;
      if (truth.dropped > 0) throw faultError(`the known-truth server forgot ${truth.dropped} requests`);
      return truth;
    },
    close: () => process.close(),
  };
}

async function warm({ url, facts }: EngineProcess, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({
    model: facts.model,
    messages: [{ role: 'user', content: 'warm up' }],
    max_tokens: WARM_TOKENS,
    stream: true,
  });
  const ask = async () => {
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal,
    });
    await answer.text();
  };
  for (let round = 0; round < WARM_ROUNDS; round++) await Promise.all(Array.from({ length: WARM_AT_ONCE }, ask));
}
