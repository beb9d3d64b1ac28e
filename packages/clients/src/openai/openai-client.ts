import type { Clock } from '@sagellm/bench-clock';
import type {
  BenchmarkRequest,
  Failure,
  InferenceClient,
  Observation,
  PackedRequests,
  PreparedRequest,
  ResponseSink,
  Sending,
  Transport,
} from '@sagellm/bench-protocol';
import { parseBaseUrl } from '../base-url.ts';
import { facesOf } from '../faces/faces-of.ts';
import type { EngineProfile } from '../profiles/engine-profile.ts';
import { type Ending, judge } from '../reading/judge.ts';
import { Reading, type TextListener } from '../reading/reading.ts';
import { readRefusalHeaders } from '../reading/refusal-headers.ts';
import { chooseBodyKind, collect } from '../reading/reply-body.ts';
import type { KeptAnswer } from '../reread/kept-answer.ts';
import { RereadSample } from '../reread/reread-sample.ts';
import { nextDeadline, type Timeouts } from './deadline.ts';
import { type PreparedHttp, packRequests, unpackRequests } from './packed-requests.ts';
import { requestMaker } from './prepare-request.ts';
import { TimeWatch } from './time-watch.ts';

export type OpenAIClientOptions = {
  transport: Transport;
  profile: EngineProfile;
  /** With or without `/v1` at its end. */
  baseUrl: string;
  model: string;
  /** Goes into the Authorization header and nowhere else. */
  apiKey?: string;
  timeouts: Timeouts;
  /** The transport's own. */
  clock: Clock;
  endpoint: 'chat' | 'completions';
  /**
   * Counts the tokens of an answer's text. Counts where the server does not, and checks the server where it does, so
   * it should be the model's own tokenizer. Called once per answer, between the reads of others: leave it out where
   * the load is high and the server counts.
   */
  countTokens?: (text: string) => number;
};

/** Speaks to an OpenAI-compatible server over any transport. */
export function createOpenAIClient(options: OpenAIClientOptions): InferenceClient {
  return new OpenAIClient(options);
}

/** How long a body may stay open behind `[DONE]` or an error before its connection is given up. */
const LEFT_OPEN_MS = 250;

/** A request on its way: what is read of it, and who waits for it. */
type Exchange = {
  readonly slot: number;
  readonly reading: Reading;
  done: ((observation: Observation) => void) | undefined;
  /** Counts the requests that this slot has served, so that a late `cancel` of an earlier one does nothing. */
  turn: number;
  kept: KeptAnswer | undefined;
};

class OpenAIClient implements InferenceClient, ResponseSink {
  readonly description;
  readonly prepare: (request: BenchmarkRequest) => PreparedHttp;
  readonly generate: InferenceClient['generate'];
  readonly stream: InferenceClient['stream'];
  readonly #options: OpenAIClientOptions;
  readonly #exchanges: Exchange[] = [];
  readonly #free: Exchange[] = [];
  readonly #watch: TimeWatch;
  #closed = false;
  readonly #sample = new RereadSample();
  readonly reread = () => this.#sample.reread();

  constructor(options: OpenAIClientOptions) {
    const { transport, profile } = options;
    this.#options = options;
    this.prepare = requestMaker(options);
    this.description = {
      profile: profile.name,
      transport: transport.name,
      stampSource: transport.stampSource,
      url: parseBaseUrl(options.baseUrl).text,
    };
    this.#watch = new TimeWatch(options.clock, Math.min(...Object.values(options.timeouts), LEFT_OPEN_MS), (now) =>
      this.#lookAt(now),
    );
    const faces = facesOf((request, done, listener) => this.#start(this.prepare(request), done, listener));
    this.generate = faces.generate;
    this.stream = faces.stream;
  }

  pack(prepared: readonly PreparedRequest[]): PackedRequests {
    return packRequests(prepared as readonly PreparedHttp[]);
  }

  unpack(batch: unknown) {
    return unpackRequests(batch);
  }

  send(prepared: PreparedRequest, done: (observation: Observation) => void): Sending {
    return this.#start(prepared as PreparedHttp, done, undefined);
  }

  open(connections: number): Promise<void> {
    return this.#options.transport.open(connections);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const exchange of this.#exchanges) {
      if (exchange.done)
        this.#giveUp(exchange, { by: 'cancel', at: this.#options.clock.now(), reason: 'client closed' });
    }
    await this.#options.transport.close();
  }

  connected(slot: number, connectMs: number): void {
    this.#exchanges[slot]!.reading.connectMs = connectMs;
  }

  sent(slot: number, at: number): void {
    this.#exchanges[slot]!.reading.sent = at;
  }

  headers(slot: number, at: number, status: number, headers: Readonly<Record<string, string>>): void {
    const { reading } = this.#exchanges[slot]!;
    reading.headers = at;
    reading.status = status;
    readRefusalHeaders(reading, status, headers);
    reading.contentType = headers['content-type']?.toLowerCase();
    reading.bodyKind = chooseBodyKind(reading, status, reading.contentType);
  }

  data(slot: number, at: number, bytes: Uint8Array): void {
    const exchange = this.#exchanges[slot]!;
    const { reading } = exchange;
    // A transport may hand over one read in pieces; they carry the same stamp.
    if (reading.lastRead !== at) reading.reads++;
    reading.lastRead = at;
    reading.bodyBytes += bytes.length;
    if (exchange.kept) exchange.kept.add(at, bytes);
    if (reading.bodyKind === 'events') reading.framing.feed(at, bytes);
    else collect(reading, bytes);
  }

  end(slot: number, at: number): void {
    this.#conclude(this.#exchanges[slot]!, { by: 'end', at });
  }

  fail(slot: number, at: number, failure: Failure): void {
    this.#conclude(this.#exchanges[slot]!, { by: 'fail', at, failure });
  }

  #start(
    prepared: PreparedHttp,
    done: (observation: Observation) => void,
    listener: TextListener | undefined,
  ): Sending {
    const exchange = this.#take();
    const { reading, slot, turn } = exchange;
    const now = this.#options.clock.now();
    exchange.done = done;
    reading.begin(prepared.request, prepared.endpoint, now);
    reading.forced = prepared.forced;
    reading.quirks = this.#options.profile.quirks;
    reading.listener = listener;
    reading.keepText = this.#options.countTokens !== undefined;
    reading.secret = this.#options.apiKey;
    exchange.kept = reading.wantsText ? undefined : this.#sample.begin();
    const cancel = (reason: string) => {
      if (exchange.turn !== turn) return;
      this.#giveUp(exchange, { by: 'cancel', at: this.#options.clock.now(), reason });
    };
    if (this.#closed) cancel('client closed');
    else this.#options.transport.send(slot, prepared.http, this);
    this.#watch.begin(now);
    return { cancel };
  }

  #take(): Exchange {
    const free = this.#free.pop();
    if (free) return free;
    const exchange: Exchange = {
      slot: this.#exchanges.length,
      reading: new Reading(),
      done: undefined,
      turn: 0,
      kept: undefined,
    };
    this.#exchanges.push(exchange);
    return exchange;
  }

  /** Gives up what is due, and says when the next of those on their way will be. */
  #lookAt(now: number): number | undefined {
    let next: number | undefined;
    for (const exchange of this.#exchanges) {
      if (exchange.done && this.#dueAt(exchange) <= now) this.#timeOut(exchange, now);
      if (exchange.done) next = Math.min(next ?? Number.POSITIVE_INFINITY, this.#dueAt(exchange));
    }
    return next;
  }

  #dueAt({ reading }: Exchange): number {
    if (reading.settled) return (reading.done ?? reading.failedAt!) + LEFT_OPEN_MS;
    return nextDeadline(reading, this.#options.timeouts).at;
  }

  #timeOut(exchange: Exchange, at: number): void {
    const { reading } = exchange;
    const { phase, limitMs } = nextDeadline(reading, this.#options.timeouts);
    this.#giveUp(exchange, reading.settled ? { by: 'left-open', at } : { by: 'timeout', at, phase, limitMs });
  }

  #giveUp(exchange: Exchange, ending: Ending): void {
    this.#options.transport.abort(exchange.slot);
    this.#conclude(exchange, ending);
  }

  /** The one place where `done` is called. The slot is free before, so that `done` may send the next request. */
  #conclude(exchange: Exchange, ending: Ending): void {
    const { done, reading } = exchange;
    if (!done) return;
    exchange.done = undefined;
    exchange.turn++;
    const { countTokens } = this.#options;
    const observation = judge(reading, ending, { stampSource: this.#options.transport.stampSource, countTokens });
    exchange.kept?.conclude(reading, ending, observation);
    reading.listener = undefined;
    this.#free.push(exchange);
    done(observation);
    if (this.#free.length === this.#exchanges.length) this.#watch.end();
  }
}
