/** Run-independent milliseconds of a monotonic clock, and waiting on it. */
export interface Clock {
  /** `virtual` time passes only when everything waits. */
  readonly kind: 'system' | 'virtual';
  now(): number;
  /** Calls back at `at` or as soon after as possible. Returns a function that takes the call back. */
  schedule(at: number, callback: () => void): () => void;
  /** Resolves when `now()` has reached `at`; rejects with the signal's reason. */
  sleepUntil(at: number, signal?: AbortSignal): Promise<void>;
}
