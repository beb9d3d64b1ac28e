import { monotonicMs, monotonicOffsetMs, systemClock } from '@sagellm/bench-clock';
import type { ThreadHealth } from '@sagellm/bench-protocol';
import { extentOf, type LoadExtent } from '../loops/expected-requests.ts';
import { closedPattern } from '../patterns/closed-pattern.ts';
import { createProgressFeed } from '../progress/progress-feed.ts';
import type { RecordFiles } from '../records/record-writer.ts';
import type { RunWorkloadOptions, WorkloadOutcome } from '../run-workload.ts';
import type { StopCause } from '../stop/stop-conditions.ts';
import type { ClientSource } from './client-source.ts';
import type { EndedRequest, PhasePlan, Reread } from './messages.ts';
import { RequestFeed } from './request-feed.ts';
import { createCounters, type ThreadCounts } from './thread-counters.ts';
import { ThreadHandle } from './thread-handle.ts';

export type LoadThreadsOptions = {
  threads: number;
  source: ClientSource;
  files: RecordFiles;
  /** System clock time of run-relative 0. */
  runStart: number;
  /** Hears of each request that ended, a tenth of a second later; without it that costs nothing. */
  onEnded?: (requests: EndedRequest[]) => void;
};

/** `client` prepares and packs; each thread has its own to send. */
export type ThreadedWorkloadOptions = Omit<RunWorkloadOptions, 'writer' | 'runStart' | 'clock'>;
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
  const threads = new Threads(options);
  await threads.started;
  return threads;
}

/** So long after the order the load begins, so that every thread has heard of it. */
const NOTICE_MS = 3;

type PhaseResult = { counts: ThreadCounts; stoppedBy: StopCause; health: ThreadHealth[]; rereads: Reread[] };
type PhaseName = PhasePlan['name'];

class Threads implements LoadThreads {
  readonly started: Promise<unknown>;
  readonly #threads: ThreadHandle[];
  /** What went wrong was said. */
  #isBroken = false;

  constructor({ threads, source, files, runStart, onEnded }: LoadThreadsOptions) {
    const counters = createCounters(threads);
    const common = {
      threads,
      source,
      files,
      counters,
      runStart: runStart + monotonicOffsetMs(systemClock),
      tellEach: onEnded !== undefined,
    };
    const listener = {
      stopped: (by: ThreadHandle) => {
        for (const thread of this.#threads) if (thread !== by) thread.post({ type: 'stop', cause: 'max-errors' });
      },
      ended: (requests: EndedRequest[]) => onEnded?.(requests),
    };
    this.#threads = Array.from({ length: threads }, (_, thread) => new ThreadHandle({ ...common, thread }, listener));
    this.started = this.#all((thread) => thread.next('ready'));
  }

  async runWorkload(options: ThreadedWorkloadOptions): Promise<ThreadedOutcome> {
    const { workload, pattern, signal, durationMs, warmupCount } = options;
    const limit = options.count ?? (durationMs === undefined ? workload.requests : Number.POSITIVE_INFINITY);
    const measured = extentOf(pattern, limit, durationMs);
    if (warmupCount > 0) {
      const warmupPattern = closedPattern(pattern.kind === 'closed' ? pattern.concurrency : this.#threads.length);
      const extent = extentOf(warmupPattern, warmupCount);
      extent.connections = Math.max(extent.connections, measured.connections);
      const { stoppedBy } = await this.#run('warmup', { ...options, pattern: warmupPattern }, warmupCount, extent);
      if (stoppedBy !== 'requests' || signal?.aborted) {
        return { issued: 0, completed: 0, failed: 0, cancelled: 0, stoppedBy, health: [] };
      }
    }
    const { counts, stoppedBy, health, rereads } = await this.#run('measured', options, limit, measured);
    const { issued, completed, failed, cancelled } = counts;
    const reread = rereads.length > 0 ? together(rereads) : undefined;
    return { issued, completed, failed, cancelled, stoppedBy, health, ...(reread ? { reread } : {}) };
  }

  async flush(): Promise<void> {
    await this.#all((thread) => {
      const flushed = thread.next('flushed');
      thread.post({ type: 'flush' });
      return flushed;
    });
  }

  async close(): Promise<void> {
    const results = await Promise.allSettled(this.#threads.map((thread) => thread.close()));
    if (this.#isBroken) return;
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #run(
    name: PhaseName,
    options: ThreadedWorkloadOptions,
    limit: number,
    extent: LoadExtent,
  ): Promise<PhaseResult> {
    const { client, signal } = options;
    const interrupt = () => {
      for (const thread of this.#threads) thread.post({ type: 'interrupt' });
    };
    const due = options.pattern.kind === 'open' ? dueTimes(options.pattern, extent, options.durationMs) : undefined;
    const feed = new RequestFeed({
      requests: name === 'warmup' ? options.warmup : options.requests,
      client,
      limit: due ? Math.min(limit, due.wanted) : limit,
      lookAhead: extent.lookAhead,
      inTurn: options.pattern.kind === 'open',
      threads: this.#threads.map((thread) => ({
        taken: () => thread.counts.taken,
        requests: (batch, indices, transfer) => thread.post({ type: 'requests', batch, indices }, transfer),
        noMoreRequests: () => thread.post({ type: 'no-more-requests' }),
      })),
    });
    const broken = Promise.withResolvers<never>();
    try {
      const opened = this.#all((thread, index) => {
        const answer = thread.next('opened');
        thread.post({ type: 'prepare-phase', phase: this.#planFor(index, name, options, extent, due?.shared) });
        return answer;
      });
      // Requests are made while connections are opened; both must be done before the first is sent.
      await unlessAborted(Promise.all([opened, opened.then(() => feed.prepareAhead(signal))]), signal);
      signal?.addEventListener('abort', interrupt, { once: true });
      if (signal?.aborted) interrupt();

      const ended = this.#all((thread) => thread.next('phase-ended'));
      const at = monotonicMs() + NOTICE_MS;
      for (const thread of this.#threads) thread.post({ type: 'begin', at });
      feed.start((error) => broken.reject(error));
      const progress = this.#showProgress(name, options, extent.total);
      try {
        const result = this.#together(await Promise.race([ended, broken.promise]));
        // The threads were given no more than was due in its time.
        if (result.stoppedBy === 'requests' && due && due.wanted < limit) result.stoppedBy = 'duration';
        return result;
      } finally {
        progress.stop();
      }
    } finally {
      signal?.removeEventListener('abort', interrupt);
      feed.close();
    }
  }

  #planFor(
    index: number,
    name: PhaseName,
    options: ThreadedWorkloadOptions,
    extent: LoadExtent,
    due: SharedArrayBuffer | undefined,
  ): PhasePlan {
    const { workload, pattern, durationMs, maxErrors } = options;
    const share = (total: number) => Math.floor((total + this.#threads.length - 1 - index) / this.#threads.length);
    return {
      name,
      workload: workload.name,
      load:
        pattern.kind === 'closed'
          ? {
              kind: 'closed',
              concurrency: Math.max(1, share(pattern.concurrency)),
              ...(pattern.startSpreadMs === undefined ? {} : { startSpreadMs: pattern.startSpreadMs }),
            }
          : { kind: 'open', due: due! },
      connections: share(extent.connections),
      ...(durationMs === undefined || name === 'warmup' ? {} : { durationMs }),
      ...(maxErrors === undefined ? {} : { maxErrors }),
    };
  }

  #showProgress(phase: PhaseName, { workload, onProgress }: ThreadedWorkloadOptions, total: number | undefined) {
    const read = () => {
      const { issued, completed, failed, cancelled, inFlight, outputTokens } = this.#sum();
      const counts = { issued, completed, failed, cancelled, inFlight, outputTokens };
      return { workload: workload.name, phase, ...counts, ...(total === undefined ? {} : { total }) };
    };
    return createProgressFeed(systemClock, read, onProgress);
  }

  #sum(): ThreadCounts {
    const sum = { ...this.#threads[0]!.counts };
    for (const { counts } of this.#threads.slice(1)) {
      for (const key of Object.keys(sum) as (keyof ThreadCounts)[]) sum[key] += counts[key];
    }
    return sum;
  }

  #together(results: { stoppedBy: StopCause; health: ThreadHealth; reread?: Reread }[]): PhaseResult {
    const causes = results.map(({ stoppedBy }) => stoppedBy);
    const stoppedBy = (['interrupt', 'max-errors', 'duration'] as const).find((cause) => causes.includes(cause));
    return {
      counts: this.#sum(),
      stoppedBy: stoppedBy ?? 'requests',
      health: results.map(({ health }) => health),
      rereads: results.flatMap(({ reread }) => reread ?? []),
    };
  }

  async #all<T>(ask: (thread: ThreadHandle, index: number) => Promise<T>): Promise<T[]> {
    try {
      return await Promise.all(this.#threads.map(ask));
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }
}

function together(rereads: readonly Reread[]): Reread {
  return {
    answers: rereads.reduce((sum, { answers }) => sum + answers, 0),
    differences: rereads.flatMap(({ differences }) => differences),
  };
}

/** Computed before the load begins: no thread waits for arithmetic, and all know the same moments. */
function dueTimes(
  pattern: { due(index: number): number },
  { total }: LoadExtent,
  durationMs: number | undefined,
): { shared: SharedArrayBuffer; wanted: number } {
  const moments: number[] = [];
  const end = durationMs ?? Number.POSITIVE_INFINITY;
  while (moments.length < (total ?? Number.POSITIVE_INFINITY) && (moments.at(-1) ?? 0) < end) {
    moments.push(pattern.due(moments.length));
  }
  const shared = new SharedArrayBuffer(moments.length * Float64Array.BYTES_PER_ELEMENT);
  new Float64Array(shared).set(moments);
  // The first one behind the end stands there, so that the loop sees that its time is over.
  return { shared, wanted: moments.filter((moment) => moment < end).length };
}

/** Waits for `work`, but no longer than until the signal is aborted. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return void (await work);
  const aborted = Promise.withResolvers<void>();
  const leave = () => aborted.resolve();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
