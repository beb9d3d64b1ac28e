import type { RequestRecord } from '@sagellm/bench-protocol';

/** Takes finished requests. Called on the load path, so it must not block. */
export interface RecordSink {
  /**
   * Keeps a record with its token times (microseconds since `sent_ms`) and the tokens each event brought, and returns
   * the record with the places (`token_times`, `token_weights`) where they lie. The arrays are valid during the
   * call. Throws a `BenchmarkError` once it can keep no more; the run must then stop.
   */
  write(record: RequestRecord, tokenTimes?: Uint32Array, tokenWeights?: Uint32Array): RequestRecord;
}
