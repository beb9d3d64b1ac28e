import { EngineError, type EngineEvent, type EngineRequest } from '@sagellm/bench-protocol';
import type { ServedRequest } from '../server/served-request.ts';

/**
 * The faults of a request that is not served over HTTP, as far as an engine's events can show them: a refusal, an error
 * or a missing end after some tokens, an empty answer, a wrong count. Late and hanging replies are the engine's own; what
 * exists on a wire alone (merged events, broken JSON, content types, …) has no effect here.
 */
export async function* withoutWire(
  served: ServedRequest,
  request: EngineRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<EngineEvent> {
  const { fault } = served;
  if (fault?.kind === 'http-error') throw new EngineError('fault on demand', { status: fault.status, code: 'fault' });

  let tokens = 0;
  for await (const event of served.generate({ signal })) {
    if (event.type === 'start') {
      yield event;
      if (fault?.kind === 'empty') {
        yield { type: 'end', finish_reason: 'stop', output_tokens: 0 };
        return;
      }
      continue;
    }
    if (fault?.kind === 'truncated' && tokens >= fault.after_tokens) return;
    if (fault?.kind === 'stream-error' && tokens >= fault.after_tokens) {
      throw new EngineError(fault.message, { status: 500, code: 'fault' });
    }
    if (event.type === 'token') tokens++;
    if (event.type === 'end' && fault?.kind === 'wrong-usage') {
      yield { ...event, output_tokens: fault.usage === 'zero' ? 0 : request.max_tokens + 1 };
    } else yield event;
  }
}
