import type { Clock } from '@sagellm/bench-clock';
import type {
  BenchmarkRequest,
  ClientDescription,
  Failure,
  InferenceClient,
  InferenceEvent,
  InferenceResult,
  Observation,
  PreparedRequest,
  Sending,
} from '@sagellm/bench-protocol';

/** How a request is answered, from the moment a slot is free. */
export type Answer = {
  /** Until the answer ends. */
  afterMs: number;
  /** Token events; the first after `afterMs ÷ tokens`, the last at the end. */
  tokens?: number;
  failure?: Failure;
};

export type FakeClientOptions = {
  clock: Clock;
  answer: (request: BenchmarkRequest) => Answer;
  /** Requests that are answered at once; the others wait in order. */
  slots?: number;
  prepare?: (request: BenchmarkRequest) => void;
  open?: () => Promise<void>;
};

type Job = { answer: Answer; sent: number; done: (observation: Observation) => void; leave: () => void };

/** A server of exactly known speed behind the client's interface, on the clock it is given. */
export class FakeClient implements InferenceClient {
  readonly description: ClientDescription = { profile: 'fake', transport: 'none', stampSource: 'virtual' };
  readonly prepared: string[] = [];
  readonly sent: { id: string; at: number; inFlightBefore: number }[] = [];
  readonly opened: number[] = [];
  inFlight = 0;
  readonly #options: FakeClientOptions;
  readonly #waiting: Job[] = [];
  #running = 0;

  constructor(options: FakeClientOptions) {
    this.#options = options;
  }

  prepare(request: BenchmarkRequest): PreparedRequest {
    this.#options.prepare?.(request);
    this.prepared.push(request.request_id);
    return { request, endpoint: 'chat' };
  }

  send({ request }: PreparedRequest, done: (observation: Observation) => void): Sending {
    const { clock, answer, slots = Number.POSITIVE_INFINITY } = this.#options;
    const sent = clock.now();
    this.sent.push({ id: request.request_id, at: sent, inFlightBefore: this.inFlight });
    this.inFlight++;
    let ended = false;
    const job: Job = {
      answer: answer(request),
      sent,
      done: (observation) => {
        ended = true;
        this.inFlight--;
        done(observation);
      },
      leave: () => this.#waiting.splice(this.#waiting.indexOf(job), 1),
    };
    if (this.#running < slots) this.#serve(job);
    else this.#waiting.push(job);
    return {
      cancel: (reason) => {
        if (ended) return;
        job.leave();
        job.done({ status: 'cancelled', reason, stampSource: 'virtual', sent, end: clock.now() });
      },
    };
  }

  #serve(job: Job): void {
    const { clock } = this.#options;
    const { afterMs, tokens = 0, failure } = job.answer;
    const start = clock.now();
    this.#running++;
    const free = () => {
      this.#running--;
      const next = this.#waiting.shift();
      if (next) this.#serve(next);
    };
    const finish = () => {
      free();
      const end = clock.now();
      const shared = { stampSource: 'virtual', sent: job.sent, end } as const;
      if (failure) return job.done({ status: 'failed', failure, ...shared });
      const tokenTimes = Array.from({ length: tokens }, (_, i) => start + ((i + 1) * afterMs) / tokens);
      job.done({
        status: 'completed',
        ...shared,
        tokenTimes,
        outputTokens: tokens,
        outputTokensSource: 'usage',
        ...(tokens > 0 ? { firstToken: tokenTimes[0]!, lastToken: tokenTimes.at(-1)! } : {}),
      });
    };
    // An answer that takes no time at all ends during `send`.
    const cancel = afterMs === 0 ? finish() : clock.schedule(start + afterMs, finish);
    job.leave = () => {
      cancel?.();
      free();
    };
  }

  async generate(request: BenchmarkRequest): Promise<InferenceResult> {
    const observation = await new Promise<Observation>((resolve) => this.send(this.prepare(request), resolve));
    return { text: '', reasoning: '', observation };
  }

  async *stream(request: BenchmarkRequest): AsyncIterable<InferenceEvent> {
    yield { type: 'end', observation: (await this.generate(request)).observation };
  }

  async open(connections: number): Promise<void> {
    this.opened.push(connections);
    await this.#options.open?.();
  }

  async close(): Promise<void> {}
}
