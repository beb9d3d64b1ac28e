import type { Engine, EngineEvent, EngineRequest } from '@sagellm/bench-protocol';
import type { WireFault } from '../faults/fault-plan.ts';
import type { TruthSnapshot } from '../truth/truth-log.ts';

/** One request as a server handles it: which fault it must carry out, and to whom it tells what it wrote. */
export interface ServedRequest {
  readonly fault: WireFault | undefined;
  generate(options?: { signal?: AbortSignal | undefined }): AsyncIterable<EngineEvent>;
  /** Called just before the socket write that carries `tokens` tokens. */
  wrote(tokens: number): void;
  /** Called just before the last bytes of a complete reply are written. */
  ending(): void;
  ended(outcome: 'completed' | 'faulted' | 'aborted' | 'refused'): void;
}

/** An engine that orders faults and keeps the truth about what was served. */
export interface InstrumentedEngine extends Engine {
  /** `receivedMs`: when the request reached the socket, in milliseconds of CLOCK_MONOTONIC. */
  serve(request: EngineRequest, options?: { receivedMs?: number }): ServedRequest;
  truth(): TruthSnapshot;
  clearTruth(): void;
}

export function isInstrumented(engine: Engine): engine is InstrumentedEngine {
  return 'serve' in engine && 'truth' in engine;
}

export function serve(engine: Engine, request: EngineRequest, receivedMs: number): ServedRequest {
  if (isInstrumented(engine)) return engine.serve(request, { receivedMs });
  return {
    fault: undefined,
    generate: ({ signal } = {}) => engine.generate(request, signal ? { signal } : {}),
    wrote: () => {},
    ending: () => {},
    ended: () => {},
  };
}
