/** What a live line shows. Never a result: results come from the records. */
export type Progress = {
  workload: string;
  phase: 'warmup' | 'measured';
  issued: number;
  completed: number;
  failed: number;
  cancelled: number;
  inFlight: number;
  /** Since the phase began. */
  elapsedMs: number;
  /** Requests this phase will issue, where that is known. */
  total?: number;
  /** Output tokens of the requests that completed in the last five seconds, per second; absent where none told. */
  recentOutputTokensPerSecond?: number;
};
