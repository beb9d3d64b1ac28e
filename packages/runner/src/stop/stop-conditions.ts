/** Why nothing more was issued. An interrupt that cut something stands above what had stopped the run before. */
export type StopCause = 'requests' | 'duration' | 'max-errors' | 'interrupt';

/** Says whether one more request may be issued, and why not. All but an interrupt let end what is in flight. */
export interface StopConditions {
  readonly cause: StopCause | undefined;
  /** The moment from which nothing is allowed; infinite without a duration. */
  readonly endsAt: number;
  /** The first send, or the start of an open pattern: a duration counts from here. */
  begin(at: number): void;
  /** False from `begin` + duration on. `at` is the moment of the send that is asked about, or its due time. */
  allows(at: number): boolean;
  failed(failuresSoFar: number): void;
  stop(cause: StopCause): void;
}

export function createStopConditions(limits: { durationMs?: number; maxErrors?: number }): StopConditions {
  let end = Number.POSITIVE_INFINITY;
  let cause: StopCause | undefined;
  const stop = (next: StopCause) => {
    if (next === 'interrupt') cause = next;
    else cause ??= next;
  };
  return {
    get cause() {
      return cause;
    },
    get endsAt() {
      return end;
    },
    begin: (at) => {
      if (limits.durationMs !== undefined) end = at + limits.durationMs;
    },
    allows: (at) => {
      if (cause === undefined && at >= end) stop('duration');
      return cause === undefined;
    },
    failed: (failuresSoFar) => {
      if (limits.maxErrors !== undefined && failuresSoFar >= limits.maxErrors) stop('max-errors');
    },
    stop,
  };
}
