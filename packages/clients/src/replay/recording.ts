/** How the connection of a recorded reply ended. */
export const RECORDED_ENDS = ['fin', 'fin-before-last-chunk', 'reset', 'timeout', 'client-close'] as const;

export type RecordedEnd = (typeof RECORDED_ENDS)[number];

/** One recorded HTTP reply, with the times of its pieces where it was recorded as a stream. */
export type Recording = {
  /** Where it came from. */
  file: string;
  /** What had been asked, where the recording tells. */
  request?: { method: string; path: string; body?: unknown };
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Milliseconds from the request to the response headers; 0 where not recorded. */
  headMs: number;
  /** Body bytes by socket read (or HTTP chunk), milliseconds counted from the start of writing the request. */
  reads: readonly { ms: number; bytes: Uint8Array }[];
  /** `timeout` and `client-close`: the server had sent nothing more when the other side left. */
  end: RecordedEnd;
  endMs: number;
};
