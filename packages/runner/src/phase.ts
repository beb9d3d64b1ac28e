import type { Clock } from '@sagellm/bench-clock';
import type { InferenceClient, LoadPattern, Observation, PreparedRequest, Sending } from '@sagellm/bench-protocol';
import { callAt } from './loops/call-at.ts';
import { closedLoop } from './loops/closed-loop.ts';
import type { Loop, LoopParts } from './loops/loop.ts';
import { openLoop } from './loops/open-loop.ts';
import type { RequestSupply } from './loops/request-supply.ts';
import type { RecordSink } from './records/record-sink.ts';
import { toRecord } from './records/to-record.ts';
import type { StopCause, StopConditions } from './stop/stop-conditions.ts';

export type PhaseOptions = {
  name: 'warmup' | 'measured';
  workload: string;
  client: InferenceClient;
  supply: RequestSupply;
  pattern: LoadPattern;
  stop: StopConditions;
  clock: Clock;
  runStart: number;
  writer: RecordSink;
  /** Something was issued or ended. */
  onChange: () => void;
  /** Where the counts are kept; a thread shares them with others. */
  counts?: PhaseCounts;
  /** Failures that `--max-errors` counts, where others than this phase have some too. */
  failures?: () => number;
  /** How the loop waits for a moment, where not by timers of the event loop. */
  callAt?: LoopParts['callAt'];
};

export type PhaseCounts = {
  issued: number;
  completed: number;
  failed: number;
  cancelled: number;
  outputTokens: number;
};
export type PhaseResult = { counts: PhaseCounts; stoppedBy: StopCause };

/** One warm-up or one measurement: from its first send until all that was sent has ended. */
export class Phase {
  readonly counts: PhaseCounts;
  readonly #options: PhaseOptions;
  readonly #loop: Loop;
  /** By index. A request that `send` is only just starting has no handle yet. */
  readonly #inFlight = new Map<number, Sending | undefined>();
  readonly #drained = Promise.withResolvers<void>();
  #cutReason: string | undefined;
  #fault: { error: unknown } | undefined;

  constructor(options: PhaseOptions) {
    this.#options = options;
    this.counts = options.counts ?? { issued: 0, completed: 0, failed: 0, cancelled: 0, outputTokens: 0 };
    const parts: LoopParts = {
      supply: options.supply,
      stop: options.stop,
      issue: (prepared, due) => this.#issue(prepared, due),
      callAt: options.callAt ?? ((at, callback) => callAt(options.clock, at, callback)),
      guard: (work) => this.#guard(work),
    };
    const { pattern, clock } = options;
    this.#loop =
      pattern.kind === 'closed'
        ? closedLoop(pattern.concurrency, clock, parts, pattern.startSpreadMs)
        : openLoop((index) => pattern.due(index), clock, parts);
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /**
   * Resolves when all has ended. Due times and durations count from `startAt`, now or a moment ago. The signal stops
   * issuing and cancels what is in flight. Rejects, after that has ended too, when records cannot be kept, a request
   * cannot be prepared, or the client breaks its contract.
   */
  async run(signal?: AbortSignal, startAt = this.#options.clock.now()): Promise<PhaseResult> {
    const interrupt = () => this.#guard(() => this.#interrupt());
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();
    else this.#guard(() => this.#loop.begin(startAt));
    await this.#drained.promise;
    signal?.removeEventListener('abort', interrupt);

    if (this.#fault) throw this.#fault.error;
    assertBalance(this.counts);
    return { counts: this.counts, stoppedBy: this.#options.stop.cause! };
  }

  /** Issues no more and lets end what is in flight. */
  stop(cause: StopCause): void {
    this.#guard(() => {
      this.#options.stop.stop(cause);
      this.#loop.halt();
    });
  }

  #issue(prepared: PreparedRequest, due?: number): void {
    const { onChange } = this.#options;
    const index = prepared.index ?? this.counts.issued;
    this.counts.issued++;
    this.#inFlight.set(index, undefined);
    const sending = this.#send(index, prepared, due);
    // It may have ended during `send` already, or the run been cut.
    if (this.#inFlight.has(index)) this.#inFlight.set(index, sending);
    if (this.#cutReason !== undefined) sending.cancel(this.#cutReason);
    onChange();
  }

  #send(index: number, prepared: PreparedRequest, due: number | undefined): Sending {
    try {
      return this.#options.client.send(prepared, (observation) =>
        this.#guard(() => this.#ended({ index, prepared, due, observation })),
      );
    } catch (error) {
      // Against the client's contract. It must not be waited for.
      this.#inFlight.delete(index);
      throw error;
    }
  }

  #ended({ index, prepared, due, observation }: Ended): void {
    const { stop, onChange, clock } = this.#options;
    if (!this.#inFlight.delete(index)) {
      throw new Error(`the client ended request ${prepared.request.request_id} twice`);
    }
    this.counts[observation.status]++;
    if (observation.status === 'completed') this.counts.outputTokens += observation.outputTokens ?? 0;
    if (observation.status === 'failed') stop.failed(this.#options.failures?.() ?? this.counts.failed);
    if (stop.cause !== undefined) this.#loop.halt();
    // The next request first: nothing that follows may delay it.
    this.#loop.requestEnded(prepared, observation.end ?? clock.now());
    this.#record({ index, prepared, due, observation });
    this.#loop.spareTime();
    onChange();
  }

  #record({ index, prepared, due, observation }: Ended): void {
    const { name, workload, runStart, writer } = this.#options;
    const { record, tokenTimes, tokenWeights } = toRecord({
      observation,
      request: prepared.request,
      endpoint: prepared.endpoint,
      workload,
      index,
      phase: name,
      runStart,
      ...(due === undefined ? {} : { due }),
    });
    writer.write(record, tokenTimes, tokenWeights);
  }

  #interrupt(): void {
    // When the last one has just ended there is nothing to cut, and the phase stays what it was.
    if (this.#loop.exhausted && this.#inFlight.size === 0) return;
    this.#options.stop.stop('interrupt');
    this.#cut('interrupt');
  }

  #cut(reason: string): void {
    if (this.#cutReason !== undefined) return;
    this.#cutReason = reason;
    this.#loop.halt();
    for (const sending of [...this.#inFlight.values()]) sending?.cancel(reason);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fault ??= { error };
      this.#cut('the run broke off');
    }
    if (this.#loop.exhausted && this.#inFlight.size === 0) this.#drained.resolve();
  }
}

type Ended = { index: number; prepared: PreparedRequest; due: number | undefined; observation: Observation };

function assertBalance({ issued, completed, failed, cancelled }: PhaseCounts): void {
  if (issued !== completed + failed + cancelled) {
    throw new Error(
      `${issued} requests issued, but ${completed} completed + ${failed} failed + ${cancelled} cancelled: a bug`,
    );
  }
}
