import type { BenchmarkRequest, InferenceClient, InferenceEvent, Observation, Sending } from '@sagellm/bench-protocol';
import type { TextListener } from '../reading/reading.ts';

type Start = (request: BenchmarkRequest, done: (observation: Observation) => void, listener: TextListener) => Sending;

/** The convenient faces of `send`: one promise, or an AsyncIterable whose loop may be left at any time. */
export function facesOf(start: Start): Pick<InferenceClient, 'generate' | 'stream'> {
  return {
    generate(request, options) {
      return new Promise((resolve) => {
        let text = '';
        let reasoning = '';
        const sending = start(
          request,
          (observation) => {
            options?.signal?.removeEventListener('abort', abort);
            resolve({ text, reasoning, observation });
          },
          (piece, isReasoning) => {
            if (isReasoning) reasoning += piece;
            else text += piece;
          },
        );
        function abort() {
          sending.cancel('aborted');
        }
        cancelOnAbort(options?.signal, abort);
      });
    },
    stream: (request, options) => streamOf(start, request, options?.signal),
  };
}

async function* streamOf(
  start: Start,
  request: BenchmarkRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<InferenceEvent> {
  // Bounded by the answer itself: a paused reader must not pause the socket, or the stamps would be its own.
  const waiting: InferenceEvent[] = [];
  let wake = () => {};
  const push = (event: InferenceEvent) => {
    waiting.push(event);
    wake();
  };
  const sending = start(
    request,
    (observation) => push({ type: 'end', observation }),
    (text, reasoning, at) => push({ type: 'token', text, reasoning, at }),
  );
  const abort = () => sending.cancel('aborted');
  cancelOnAbort(signal, abort);
  try {
    for (;;) {
      const event = waiting.shift();
      if (!event) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      yield event;
      if (event.type === 'end') return;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    sending.cancel('the reader left');
  }
}

function cancelOnAbort(signal: AbortSignal | undefined, cancel: () => void): void {
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
}
