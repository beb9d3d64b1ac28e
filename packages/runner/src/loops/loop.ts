import type { PreparedRequest } from '@sagellm/bench-protocol';
import type { StopConditions } from '../stop/stop-conditions.ts';
import type { RequestSupply } from './request-supply.ts';

/** Sends in one turn of the event loop at most, before sockets are read and interrupts heard. */
export const SENDS_PER_TURN = 256;

/** Decides when the next request goes out. Told of everything, waits for nothing by itself but due times. */
export interface Loop {
  /** `at`: the moment that counts as the start; by now it has come. */
  begin(at: number): void;
  /** A request ended, at this moment by its stamp; called before anything else is done with what it brought. */
  requestEnded(prepared: PreparedRequest, endedAt: number): void;
  /** All that was urgent is done: the moment to prepare what is sent later. */
  spareTime(): void;
  halt(): void;
  /** Nothing will be issued any more. */
  readonly exhausted: boolean;
}

/** What a loop works with. */
export type LoopParts = {
  supply: RequestSupply;
  stop: StopConditions;
  /** Sends. `due` is the clock time at which the pattern wanted it; open loops only. */
  issue(prepared: PreparedRequest, due?: number): void;
  /**
   * Calls back at a moment of the clock, never before it and never while `callAt` runs; returns a function that takes
   * the call back.
   */
  callAt(at: number, callback: () => void): () => void;
  /** Runs what a timer calls, so that an error ends the run and not the process. */
  guard(work: () => void): void;
};
