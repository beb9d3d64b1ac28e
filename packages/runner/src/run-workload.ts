import type { Clock } from '@sagellm/bench-clock';
import type {
  BenchmarkRequest,
  InferenceClient,
  LoadPattern,
  RequestRecord,
  WorkloadSpec,
} from '@sagellm/bench-protocol';
import type { Progress } from './progress/progress.ts';
import type { RecordSink } from './records/record-sink.ts';

export type RunWorkloadOptions = {
  workload: WorkloadSpec;
  client: InferenceClient;
  /** Prompts of their own; taken up to `warmupCount`, ended before the first measured request is sent. */
  warmup: Iterable<BenchmarkRequest>;
  warmupCount: number;
  requests: Iterable<BenchmarkRequest>;
  pattern: LoadPattern;
  /** Requests to issue. Without `count` and `durationMs` it is the workload's own number. */
  count?: number;
  /** No request is issued that long after the first measured one, or later. What is in flight ends in peace. */
  durationMs?: number;
  /** No request is issued after that many failures; counted anew for warm-up and measurement. */
  maxErrors?: number;
  clock: Clock;
  /** Clock time of run-relative 0. */
  runStart: number;
  writer: RecordSink;
  /** Aborted: nothing more is issued, and what is in flight is cancelled. */
  signal?: AbortSignal;
  /** Four times a second of the clock at most. */
  onProgress?: (progress: Progress) => void;
};

export type StopCause = 'requests' | 'duration' | 'max-errors' | 'interrupt';

/** Counts are those of measured requests; issued = completed + failed + cancelled. */
export type WorkloadOutcome = {
  issued: number;
  completed: number;
  failed: number;
  cancelled: number;
  stoppedBy: StopCause;
  /** Warm-up (`phase`) included, in the order of their plan. */
  records: RequestRecord[];
};

export async function runWorkload(_options: RunWorkloadOptions): Promise<WorkloadOutcome> {
  throw new Error('not yet');
}
