import { monotonicMs, systemClock } from '@sagellm/bench-clock';
import type { LoadPattern, ThreadHealth } from '@sagellm/bench-protocol';
import type { LoadExtent } from '../loops/expected-requests.ts';
import { createProgressFeed } from '../progress/progress-feed.ts';
import type { RunWorkloadOptions } from '../run-workload.ts';
import type { StopCause } from '../stop/stop-conditions.ts';
import { unlessAborted } from '../stop/unless-aborted.ts';
import { type DueTimes, dueTimes } from './due-times.ts';
import type { PhaseName, PhasePlan, Reread } from './messages.ts';
import { RequestFeed } from './request-feed.ts';
import type { ThreadCounts } from './thread-counters.ts';
import type { ThreadHandle } from './thread-handle.ts';

/** So long after the order the load begins, so that every thread has heard of it. */
const NOTICE_MS = 3;

/** `client` prepares and packs; each thread has its own to send. */
export type ThreadedWorkloadOptions = Omit<RunWorkloadOptions, 'writer' | 'runStart' | 'clock'>;

export type ThreadedPhaseOptions = {
  name: PhaseName;
  workload: ThreadedWorkloadOptions;
  pattern: LoadPattern;
  limit: number;
  extent: LoadExtent;
  /** All there are; a closed loop has no use for more than it has requests in flight. */
  threads: readonly ThreadHandle[];
};

type PhaseResult = { counts: ThreadCounts; stoppedBy: StopCause; health: ThreadHealth[]; rereads: Reread[] };

/** A warm-up or a measurement that load threads carry out, as the main thread leads it. */
export class ThreadedPhase {
  readonly #options: ThreadedPhaseOptions;
  readonly #threads: readonly ThreadHandle[];
  readonly #due: DueTimes | undefined;
  readonly #feed: RequestFeed;
  /** Before it, the counts of the threads are those of the phase before. */
  #hasBegun = false;

  constructor(options: ThreadedPhaseOptions) {
    const { name, pattern, extent, limit, workload, threads } = options;
    this.#options = options;
    this.#threads = pattern.kind === 'closed' ? threads.slice(0, pattern.concurrency) : threads;
    this.#due = pattern.kind === 'open' ? dueTimes(pattern, extent, workload.durationMs) : undefined;
    this.#feed = new RequestFeed({
      requests: name === 'warmup' ? workload.warmup : workload.requests,
      client: workload.client,
      limit: Math.min(limit, this.#due?.wanted ?? limit),
      lookAhead: extent.lookAhead,
      inTurn: pattern.kind === 'open',
      threads: this.#threads.map((thread) => ({
        taken: () => (this.#hasBegun ? thread.counts.taken : 0),
        requests: (batch, indices, transfer) =>
          thread.post({ type: 'requests', phase: name, batch, indices }, transfer),
        noMoreRequests: () => thread.post({ type: 'no-more-requests', phase: name }),
      })),
    });
  }

  /** Makes requests ready in the threads. Throws what preparing a request throws. */
  prepareAhead(signal?: AbortSignal): Promise<void> {
    return this.#feed.prepareAhead(signal);
  }

  async run(signal: AbortSignal | undefined): Promise<PhaseResult> {
    const interrupt = () => {
      for (const thread of this.#threads) thread.post({ type: 'interrupt' });
    };
    const opened = Promise.all(
      this.#threads.map((thread, index) => {
        const answer = thread.next('opened');
        thread.post({ type: 'prepare-phase', phase: this.#planFor(index) });
        return answer;
      }),
    );
    await unlessAborted(opened, signal);
    this.#hasBegun = true;
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();

    const broken = Promise.withResolvers<never>();
    const ended = Promise.all(this.#threads.map((thread) => thread.next('phase-ended')));
    const at = monotonicMs() + NOTICE_MS;
    for (const thread of this.#threads) thread.post({ type: 'begin', at });
    this.#feed.start((error) => broken.reject(error));
    const progress = this.#showProgress();
    try {
      return this.#together(await Promise.race([ended, broken.promise]));
    } finally {
      progress.stop();
      signal?.removeEventListener('abort', interrupt);
    }
  }

  close(): void {
    this.#feed.close();
  }

  #planFor(index: number): PhasePlan {
    const { name, pattern, extent, workload } = this.#options;
    const { durationMs, maxErrors } = workload;
    const share = (total: number) => Math.floor((total + this.#threads.length - 1 - index) / this.#threads.length);
    return {
      name,
      workload: workload.workload.name,
      load:
        pattern.kind === 'closed'
          ? {
              kind: 'closed',
              concurrency: share(pattern.concurrency),
              ...(pattern.startSpreadMs === undefined ? {} : { startSpreadMs: pattern.startSpreadMs }),
            }
          : { kind: 'open', due: this.#due!.shared },
      connections: share(extent.connections),
      ...(durationMs === undefined || name === 'warmup' ? {} : { durationMs }),
      ...(maxErrors === undefined ? {} : { maxErrors }),
    };
  }

  #showProgress() {
    const { name: phase, extent, workload } = this.#options;
    const { total } = extent;
    const read = () => {
      const { issued, completed, failed, cancelled, inFlight, outputTokens } = this.#sum();
      const counts = { issued, completed, failed, cancelled, inFlight, outputTokens };
      return { workload: workload.workload.name, phase, ...counts, ...(total === undefined ? {} : { total }) };
    };
    return createProgressFeed(systemClock, read, workload.onProgress);
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
    const early = (['interrupt', 'max-errors', 'duration'] as const).find((cause) => causes.includes(cause));
    // The threads were given no more than was due in its time.
    const last = this.#due && this.#due.wanted < this.#options.limit ? 'duration' : 'requests';
    return {
      counts: this.#sum(),
      stoppedBy: early ?? last,
      health: results.map(({ health }) => health),
      rereads: results.flatMap(({ reread }) => reread ?? []),
    };
  }
}
