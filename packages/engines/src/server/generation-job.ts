import type { EngineEvent, EngineRequest } from '@sagellm/bench-protocol';
import type { WireFault } from '../faults/fault-plan.ts';
import type { AnswerFormat, Usage } from './chunk-format.ts';
import { RequestError } from './error-reply.ts';
import type { Exchange } from './exchange.ts';
import type { ServedRequest } from './served-request.ts';
import type { StreamOptions } from './to-engine-request.ts';

/** Everything that answering one request takes. */
export type GenerationJob = {
  exchange: Exchange;
  request: EngineRequest;
  served: ServedRequest;
  format: AnswerFormat;
  streamOptions: StreamOptions;
};

/** `completed`: every token was sent and the reply ended in order. `faulted`: a fault cut or replaced it. */
export type JobOutcome = 'completed' | 'faulted';

/** Waits until the engine has taken the prompt. A wrong request throws here, before any byte of a reply. */
export async function startEngine({ served, exchange }: GenerationJob): Promise<{
  events: AsyncIterator<EngineEvent>;
  prompt: number;
  cached: number | undefined;
}> {
  const events = served.generate({ signal: exchange.signal })[Symbol.asyncIterator]();
  const { value: start, done } = await events.next();
  if (done || start.type !== 'start') throw new Error('the engine did not begin with a start event');
  return { events, prompt: start.prompt_tokens, cached: start.cached_tokens };
}

/** The faults that come before an engine is asked: a refusal, or silence until the client leaves. */
export async function faultBeforeEngine({ served: { fault }, exchange: { signal } }: GenerationJob): Promise<void> {
  if (fault?.kind === 'http-error') {
    throw new RequestError('fault on demand', {
      status: fault.status,
      code: fault.status === 429 ? 'rate_limit_exceeded' : 'fault',
      ...(fault.retry_after_s === undefined ? {} : { headers: { 'Retry-After': String(fault.retry_after_s) } }),
    });
  }
  if (fault?.kind === 'hang' && fault.at === 'headers') {
    await new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}

/** What the usage says, which a fault may falsify. */
export function claimedUsage(fault: WireFault | undefined, truth: Usage, maxTokens: number, final: boolean): Usage {
  if (fault?.kind !== 'wrong-usage') return truth;
  if (fault.usage === 'zero') return { ...truth, completion: 0 };
  return final ? { ...truth, completion: maxTokens + 1 } : truth;
}
