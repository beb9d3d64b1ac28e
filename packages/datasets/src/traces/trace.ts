/** The three layouts that are read. */
export type TraceFormat = 'mooncake' | 'burstgpt' | 'jsonl';

/** A request of a trace. */
export type TraceRow = { momentMs: number; inputTokens: number; outputTokens: number };

/** A recorded load: when requests came, and how long prompts and answers were. */
export type Trace = {
  format: TraceFormat;
  /** The file's own name, without the path to it. */
  fileName: string;
  sha256: string;
  /** Requests in the file, those that are left out included. */
  items: number;
  /** Those that cannot be sent again, by reason. */
  skipped: Readonly<Record<string, number>>;
  /** From the first request that is sent, which stands at 0; never falling. */
  momentsMs: Float64Array;
  inputTokens: Uint32Array;
  outputTokens: Uint32Array;
  /** Its rows name blocks of prompts that they share (`hash_ids`): that is not reproduced. */
  namesSharedBlocks: boolean;
};
