import type { Clock } from '@sagellm/bench-clock';
import {
  type BenchmarkRequest,
  type Engine,
  EngineError,
  type EngineEvent,
  type Failure,
  type InferenceClient,
  type Observation,
  type PreparedRequest,
  type Sending,
  type StampSource,
} from '@sagellm/bench-protocol';
import { facesOf } from '../faces/faces-of.ts';
import { chooseEndpoint } from '../openai/request-body.ts';
import type { TextListener } from '../reading/reading.ts';
import { TokenLog } from '../reading/token-log.ts';
import { oneLine } from '../redact.ts';
import { toEngineRequest } from './engine-request.ts';

export type NativeClientOptions = {
  clock: Clock;
  /** Which route's form the prompts take; `chat` unless set. */
  endpoint?: 'chat' | 'completions';
  /** Cancels all that is on its way. */
  signal?: AbortSignal;
};

/** An engine in this process, behind the interface of a server. There is no wire: an event is stamped when it is handed over. */
export function createNativeClient(engine: Engine, options: NativeClientOptions): InferenceClient {
  const { clock, endpoint = 'chat' } = options;
  const stampSource: StampSource = clock.kind === 'virtual' ? 'virtual' : 'native';
  const underway = new Set<Sending>();

  function start(
    request: BenchmarkRequest,
    done: (observation: Observation) => void,
    listener?: TextListener,
  ): Sending {
    const work = new NativeRequest({ engine, clock, stampSource, request, endpoint, listener });
    const sending: Sending = { cancel: (reason) => work.cancel(reason) };
    underway.add(sending);
    if (options.signal?.aborted) work.cancel('aborted');
    void work.run().then((observation) => {
      underway.delete(sending);
      done(observation);
    });
    return sending;
  }

  function cancelAll(reason: string): void {
    for (const sending of underway) sending.cancel(reason);
  }
  options.signal?.addEventListener('abort', () => cancelAll('aborted'), { once: true });

  return {
    description: { profile: 'native', transport: 'in-process', stampSource },
    prepare: (request): PreparedRequest => ({ request, endpoint: chooseEndpoint(request, endpoint) }),
    send: (prepared, done) => start(prepared.request, done),
    ...facesOf(start),
    open: async () => {},
    close: async () => cancelAll('client closed'),
  };
}

type NativeRequestOptions = {
  engine: Engine;
  clock: Clock;
  stampSource: StampSource;
  request: BenchmarkRequest;
  endpoint: 'chat' | 'completions';
  listener: TextListener | undefined;
};

class NativeRequest {
  readonly #options: NativeRequestOptions;
  readonly #seen: Observation;
  readonly #tokens = new TokenLog();
  readonly #controller = new AbortController();
  readonly #aborted: Promise<undefined>;
  #cancelled: string | undefined;
  #events = 0;
  #ended = false;

  constructor(options: NativeRequestOptions) {
    this.#options = options;
    this.#seen = { status: 'completed', stampSource: options.stampSource };
    this.#aborted = new Promise((resolve) => {
      this.#controller.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  }

  cancel(reason: string): void {
    if (this.#ended) return;
    this.#cancelled ??= reason;
    this.#controller.abort(new Error(reason));
  }

  async run(): Promise<Observation> {
    // A turn later, so that `done` never runs inside `send`.
    await null;
    const { clock, request } = this.#options;
    // An engine that does not hear the signal must not keep the caller waiting.
    const failure = this.#cancelled === undefined ? await Promise.race([this.#ask(), this.#aborted]) : undefined;
    this.#ended = true;
    const seen = this.#seen;
    seen.end = clock.now();
    if (request.stream && request.input.kind !== 'texts') this.#keepTokenTimes();
    if (this.#cancelled !== undefined) return { ...seen, status: 'cancelled', reason: this.#cancelled };
    if (failure) return { ...seen, status: 'failed', failure };
    if (request.exact_output && seen.outputTokens !== undefined && seen.outputTokens < request.max_tokens)
      seen.short = true;
    return seen;
  }

  async #ask(): Promise<Failure | undefined> {
    const { clock, request } = this.#options;
    this.#seen.sent = clock.now();
    try {
      if (request.input.kind === 'texts') return await this.#embed(request.input.texts);
      return await this.#generate();
    } catch (error) {
      return nameEngineFailure(error);
    }
  }

  async #generate(): Promise<Failure | undefined> {
    const { engine, clock, request, endpoint } = this.#options;
    const { signal } = this.#controller;
    let ended = false;
    for await (const event of engine.generate(toEngineRequest(request, endpoint), { signal })) {
      if (signal.aborted) return undefined;
      this.#take(event, clock.now());
      if (event.type === 'end') ended = true;
    }
    if (!ended) return { class: 'truncated', message: 'the engine stopped without an end event' };
    return failureOfAnswer(this.#seen, request);
  }

  #take(event: EngineEvent, at: number): void {
    const seen = this.#seen;
    this.#events++;
    seen.firstEvent ??= at;
    if (event.type === 'start') {
      seen.promptTokensUsage = event.prompt_tokens;
      if (event.cached_tokens !== undefined) seen.cachedTokens = event.cached_tokens;
    } else if (event.type === 'token') {
      this.#tokens.add(at, event.text === '' ? 'nothing' : 'output', 1);
      if (event.text !== '') this.#options.listener?.(event.text, false, at);
    } else {
      seen.finishReason = event.finish_reason;
      seen.outputTokens = event.output_tokens;
      seen.outputTokensSource = 'usage';
    }
  }

  async #embed(texts: readonly string[]): Promise<Failure | undefined> {
    const { engine } = this.#options;
    if (!engine.embed) return { class: 'http', http_status: 501, message: `${engine.facts.name} has no embeddings` };
    const { vectors, prompt_tokens } = await engine.embed(texts, { signal: this.#controller.signal });
    this.#seen.promptTokensUsage = prompt_tokens;
    if (vectors.length === texts.length) return undefined;
    return { class: 'malformed', message: `${vectors.length} embeddings for ${texts.length} texts` };
  }

  /** Only a stream has moments of tokens; a whole reply is there at its end. */
  #keepTokenTimes(): void {
    const seen = this.#seen;
    const { firstToken, firstOutput, lastToken, count } = this.#tokens;
    seen.events = this.#events;
    seen.tokenEvents = count;
    if (firstToken !== undefined) seen.firstToken = firstToken;
    if (firstOutput !== undefined) seen.firstOutput = firstOutput;
    if (lastToken !== undefined) seen.lastToken = lastToken;
    if (count === 0) return;
    seen.tokenTimes = this.#tokens.times();
    const weights = this.#tokens.knownWeights();
    if (weights) seen.tokenWeights = weights;
  }
}

function failureOfAnswer(seen: Observation, request: BenchmarkRequest): Failure | undefined {
  if (seen.outputTokens === 0) return { class: 'empty', message: 'no token came and none was counted' };
  if (seen.outputTokens !== undefined && seen.outputTokens > request.max_tokens) {
    const message = `the engine counted ${seen.outputTokens} output tokens, more than max_tokens ${request.max_tokens}`;
    return { class: 'usage-impossible', message };
  }
  return undefined;
}

/** A refusal has the status that the HTTP server would give it; anything else is the engine breaking off. */
function nameEngineFailure(error: unknown): Failure {
  const message = oneLine(error instanceof Error ? error.message : String(error), undefined);
  if (error instanceof EngineError) {
    return { class: 'http', http_status: error.status, code: error.code, message: `HTTP ${error.status}: ${message}` };
  }
  return { class: 'stream-error', message };
}
