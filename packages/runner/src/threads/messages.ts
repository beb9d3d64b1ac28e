import type { BenchmarkError, RequestRecord, ThreadHealth } from '@sagellm/bench-protocol';
import type { RecordFiles } from '../records/record-writer.ts';
import type { StopCause } from '../stop/stop-conditions.ts';
import type { ClientSource } from './client-source.ts';

/** What a load thread is started with. */
export type ThreadSetup = {
  /** From 0. */
  thread: number;
  threads: number;
  source: ClientSource;
  files: RecordFiles;
  counters: SharedArrayBuffer;
  /** CLOCK_MONOTONIC at run-relative 0, milliseconds: every thread counts its own clock from another zero. */
  runStart: number;
  /** Say what became of each request, for somebody who watches. */
  tellEach: boolean;
};

export type PhaseName = 'warmup' | 'measured';

export type PhasePlan = {
  name: PhaseName;
  workload: string;
  load:
    | { kind: 'closed'; concurrency: number; startSpreadMs?: number }
    /** Due times of the whole pattern, milliseconds from its start; this thread sends each `threads`-th from its own on. */
    | { kind: 'open'; due: SharedArrayBuffer };
  connections: number;
  durationMs?: number;
  maxErrors?: number;
};

export type ToThread =
  | { type: 'prepare-phase'; phase: PhasePlan }
  /** They may come before their phase is prepared. */
  | { type: 'requests'; phase: PhaseName; batch: unknown; indices: Uint32Array }
  | { type: 'no-more-requests'; phase: PhaseName }
  /** CLOCK_MONOTONIC, milliseconds. */
  | { type: 'begin'; at: number }
  | { type: 'stop'; cause: StopCause }
  | { type: 'interrupt' }
  | { type: 'flush' }
  | { type: 'close' };

export type EndedRequest = Pick<RequestRecord, 'request_id' | 'status'> & {
  failure?: { class: string; message: string };
};

export type FromThread =
  | { type: 'ready' }
  | { type: 'opened' }
  | { type: 'phase-ended'; stoppedBy: StopCause; health: ThreadHealth; reread?: Reread }
  | { type: 'stopped'; cause: StopCause }
  | { type: 'ended-requests'; requests: EndedRequest[] }
  | { type: 'flushed' }
  | { type: 'closed' }
  | { type: 'fault'; error: ThreadError };

export type Reread = { answers: number; differences: string[] };

/** An error as data: a class does not survive the way between threads. */
export type ThreadError = {
  message: string;
  stack?: string;
  benchmark?: { exitCode: BenchmarkError['exitCode']; remedy?: string };
};
