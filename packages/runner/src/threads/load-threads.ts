import { monotonicOffsetMs, systemClock } from '@sagellm/bench-clock';
import type { ThreadHealth } from '@sagellm/bench-protocol';
import { extentOf } from '../loops/expected-requests.ts';
import { closedPattern } from '../patterns/closed-pattern.ts';
import type { RecordFiles } from '../records/record-writer.ts';
import type { WorkloadOutcome } from '../run-workload.ts';
import type { ClientSource } from './client-source.ts';
import type { EndedRequest, Reread } from './messages.ts';
import { createCounters } from './thread-counters.ts';
import { ThreadHandle } from './thread-handle.ts';
import { ThreadedPhase, type ThreadedWorkloadOptions } from './threaded-phase.ts';

export type LoadThreadsOptions = {
  threads: number;
  source: ClientSource;
  files: RecordFiles;
  /** System clock time of run-relative 0. */
  runStart: number;
  /** Hears of each request that ended, a tenth of a second later; without it that costs nothing. */
  onEnded?: (requests: EndedRequest[]) => void;
};

type ThreadedOutcome = WorkloadOutcome & { health: ThreadHealth[]; reread?: Reread };

/** Threads that send load, one workload after another. */
export interface LoadThreads {
  /** As `runWorkload` of this thread: warms up, measures, resolves when every request has ended. */
  runWorkload(options: ThreadedWorkloadOptions): Promise<ThreadedOutcome>;
  /** Resolves when all records so far are in the files. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export async function startLoadThreads(options: LoadThreadsOptions): Promise<LoadThreads> {
  const { threads: count, source, files, runStart, onEnded } = options;
  const common = {
    threads: count,
    source,
    files,
    counters: createCounters(count),
    runStart: runStart + monotonicOffsetMs(systemClock),
    tellEach: onEnded !== undefined,
  };
  const listener = {
    stopped: (by: ThreadHandle) => {
      for (const thread of threads) if (thread !== by) thread.post({ type: 'stop', cause: 'max-errors' });
    },
    ended: (requests: EndedRequest[]) => onEnded?.(requests),
  };
  const threads = Array.from({ length: count }, (_, thread) => new ThreadHandle({ ...common, thread }, listener));
  const close = async () => {
    // What broke them was said already.
    const wasBroken = threads.some((thread) => thread.isBroken);
    const results = await Promise.allSettled(threads.map((thread) => thread.close()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed && !wasBroken) throw failed.reason;
  };
  try {
    await Promise.all(threads.map((thread) => thread.next('ready')));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    runWorkload: (workload) => runInThreads(threads, workload),
    flush: async () => {
      await Promise.all(
        threads.map((thread) => {
          const flushed = thread.next('flushed');
          thread.post({ type: 'flush' });
          return flushed;
        }),
      );
    },
    close,
  };
}

async function runInThreads(
  threads: readonly ThreadHandle[],
  options: ThreadedWorkloadOptions,
): Promise<ThreadedOutcome> {
  const { workload, pattern, signal, durationMs, warmupCount } = options;
  const limit = options.count ?? (durationMs === undefined ? workload.requests : Number.POSITIVE_INFINITY);
  const warmupPattern = closedPattern(pattern.kind === 'closed' ? pattern.concurrency : threads.length);
  const warmupExtent = extentOf(warmupPattern, warmupCount);
  const extent = extentOf(pattern, limit, durationMs);
  const measured = new ThreadedPhase({ name: 'measured', workload: options, pattern, limit, extent, threads });
  const warmup = new ThreadedPhase({
    name: 'warmup',
    workload: options,
    pattern: warmupPattern,
    limit: warmupCount,
    // Those that the measurement needs too are warm then.
    extent: { ...warmupExtent, connections: Math.max(warmupExtent.connections, extent.connections) },
    threads,
  });
  try {
    // All before the warm-up, so that no pause lies between it and the measurement.
    await warmup.prepareAhead(signal);
    await measured.prepareAhead(signal);
    const warm = warmupCount > 0 && !signal?.aborted ? await warmup.run(signal) : undefined;
    const cut = signal?.aborted ? 'interrupt' : warm?.stoppedBy;
    if (cut !== undefined && cut !== 'requests') {
      return { issued: 0, completed: 0, failed: 0, cancelled: 0, stoppedBy: cut, health: [] };
    }
    const { counts, stoppedBy, health, rereads } = await measured.run(signal);
    const { issued, completed, failed, cancelled } = counts;
    const reread = rereads.length > 0 ? together(rereads) : undefined;
    return { issued, completed, failed, cancelled, stoppedBy, health, ...(reread ? { reread } : {}) };
  } finally {
    warmup.close();
    measured.close();
  }
}

function together(rereads: readonly Reread[]): Reread {
  return {
    answers: rereads.reduce((sum, { answers }) => sum + answers, 0),
    differences: rereads.flatMap(({ differences }) => differences),
  };
}
