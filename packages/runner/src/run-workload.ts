import type { Clock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, InferenceClient, LoadPattern, WorkloadSpec } from '@sagellm/bench-protocol';
import { extentOf, type LoadExtent } from './loops/expected-requests.ts';
import { createRequestSupply, type RequestSupply } from './loops/request-supply.ts';
import { closedPattern } from './patterns/closed-pattern.ts';
import { Phase, type PhaseResult } from './phase.ts';
import type { Progress } from './progress/progress.ts';
import { createProgressFeed } from './progress/progress-feed.ts';
import type { RecordSink } from './records/record-sink.ts';
import { createStopConditions, type StopCause } from './stop/stop-conditions.ts';
import { unlessAborted } from './stop/unless-aborted.ts';

export type RunWorkloadOptions = {
  workload: WorkloadSpec;
  client: InferenceClient;
  /** Prompts of their own; `warmupCount` of them end before the first measured request is sent. */
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
  /** Aborted: nothing more is issued, and what is in flight is cancelled with reason `interrupt`. */
  signal?: AbortSignal;
  /** Four times a second of the clock at most. */
  onProgress?: (progress: Progress) => void;
};

/** Counts are those of measured requests; issued = completed + failed + cancelled. */
export type WorkloadOutcome = {
  issued: number;
  completed: number;
  failed: number;
  cancelled: number;
  stoppedBy: StopCause;
};

/**
 * Warms up, measures, and returns when every request has ended. Failed requests are data. Rejects only where the run
 * cannot go on: records cannot be kept, a request cannot be prepared, connections cannot be opened.
 *
 * Warm-up keeps the concurrency of a closed pattern and goes one after another before an open one. When it is cut
 * short, by an interrupt or its failures, nothing is measured and `issued` is 0.
 */
export async function runWorkload(options: RunWorkloadOptions): Promise<WorkloadOutcome> {
  const { workload, pattern, signal, durationMs } = options;
  const limit = options.count ?? (durationMs === undefined ? workload.requests : Number.POSITIVE_INFINITY);
  const warmupPattern = closedPattern(pattern.kind === 'closed' ? pattern.concurrency : 1);
  const warmupExtent = extentOf(warmupPattern, options.warmupCount);
  const measuredExtent = extentOf(pattern, limit, durationMs);
  const warmupSupply = supplyOf(options, options.warmup, options.warmupCount, warmupExtent);
  const measuredSupply = supplyOf(options, options.requests, limit, measuredExtent);
  try {
    // All before the warm-up, so that no pause lies between it and the measurement.
    await warmupSupply.prepareAhead(signal);
    await measuredSupply.prepareAhead(signal);
    if (!signal?.aborted) {
      const connections = Math.max(warmupExtent.connections, measuredExtent.connections);
      await unlessAborted(options.client.open(connections), signal);
    }
    const warmup =
      options.warmupCount > 0
        ? await runPhase('warmup', options, warmupPattern, warmupSupply, warmupExtent)
        : undefined;
    if (warmup && warmup.stoppedBy !== 'requests') {
      return { issued: 0, completed: 0, failed: 0, cancelled: 0, stoppedBy: warmup.stoppedBy };
    }
    const measured = await runPhase('measured', options, pattern, measuredSupply, measuredExtent);
    const { issued, completed, failed, cancelled } = measured.counts;
    return { issued, completed, failed, cancelled, stoppedBy: measured.stoppedBy };
  } finally {
    warmupSupply.close();
    measuredSupply.close();
  }
}

function supplyOf(
  { client, clock }: RunWorkloadOptions,
  requests: Iterable<BenchmarkRequest>,
  limit: number,
  { lookAhead }: LoadExtent,
): RequestSupply {
  return createRequestSupply({ requests, client, limit, lookAhead, inTurns: clock.kind === 'system' });
}

async function runPhase(
  name: 'warmup' | 'measured',
  options: RunWorkloadOptions,
  pattern: LoadPattern,
  supply: RequestSupply,
  { total }: LoadExtent,
): Promise<PhaseResult> {
  const { client, clock, runStart, writer, maxErrors, durationMs, signal } = options;
  const workload = options.workload.name;
  const stop = createStopConditions({
    ...(maxErrors === undefined ? {} : { maxErrors }),
    ...(durationMs === undefined || name === 'warmup' ? {} : { durationMs }),
  });
  const onChange = () => feed.changed();
  const phase = new Phase({ name, workload, client, supply, pattern, stop, clock, runStart, writer, onChange });
  const read = () => ({
    workload,
    phase: name,
    ...phase.counts,
    inFlight: phase.inFlight,
    ...(total === undefined ? {} : { total }),
  });
  const feed = createProgressFeed(clock, read, options.onProgress);
  try {
    return await phase.run(signal);
  } finally {
    feed.stop();
  }
}
