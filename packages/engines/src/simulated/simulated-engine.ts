import { type Clock, monotonicOffsetMs } from '@sagellm/bench-clock';
import type { LatencyProfile } from '@sagellm/bench-latency-model';
import {
  type Engine,
  EngineError,
  type EngineEvent,
  type EngineFacts,
  type EngineRequest,
  type EngineStats,
  type PromptInput,
} from '@sagellm/bench-protocol';
import { createRandom, type Random } from '@sagellm/bench-random';
import { FaultPlan, type FaultPlanInput, faultOf, type WireFault } from '../faults/fault-plan.ts';
import type { InstrumentedEngine, ServedRequest } from '../server/served-request.ts';
import { StopText } from '../serving/stop-text.ts';
import { type RequestTruth, TruthLog, type TruthSnapshot } from '../truth/truth-log.ts';
import { answerLength } from './answer-length.ts';
import { embeddingVector } from './embedding-vector.ts';
import { withoutWire } from './in-process-faults.ts';
import { Occupancy } from './occupancy.ts';
import { PrefixCache } from './prefix-cache.ts';
import { countPromptTokens, promptTail, promptWords } from './prompt-words.ts';
import { countWords, VOCABULARY_SIZE, wordOf } from './simulated-words.ts';

export type SimulatedEngineOptions = {
  profile: LatencyProfile;
  clock: Clock;
  seed: number;
  /** Requests that run at the same time; more wait, first come first served. */
  slots: number;
  /** Prompt and answer together, tokens. 32768 unless given. */
  maxModelLen?: number;
  /** `simulated-<profile>` unless given. */
  model?: string;
  faults?: FaultPlanInput;
  /** Off unless given. */
  prefixCache?: boolean;
  /** Tokens that the chat template adds to each conversation. 0 unless given. */
  templateTokens?: number;
  /** Requests that may wait; the next is refused with status 503. */
  maxWaiting?: number;
};

/** An engine whose times come from a formula, and which knows what it really did. */
export type SimulatedEngine = Engine & InstrumentedEngine & { embed: NonNullable<Engine['embed']> };

export function createSimulatedEngine(options: SimulatedEngineOptions): SimulatedEngine {
  return new FormulaEngine(options);
}

/** How many tokens an engine without waiting time may send before other work gets a turn. */
const TOKENS_PER_TURN = 64;

class FormulaEngine implements SimulatedEngine {
  readonly facts: EngineFacts;
  readonly #profile: LatencyProfile;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #random: Random;
  readonly #faults: FaultPlan;
  readonly #templateTokens: number;
  readonly #occupancy: Occupancy;
  readonly #prefixCache: PrefixCache | undefined;
  readonly #truth: TruthLog;
  /** Added to the clock's time in the truth. */
  readonly #toTruthMs: number;
  #received = 0;
  #promptTokens = 0;
  #generatedTokens = 0;
  #cachedTokens = 0;

  constructor(options: SimulatedEngineOptions) {
    const { profile, clock, seed, slots, maxModelLen = 32_768, maxWaiting = 10_000 } = options;
    this.facts = {
      name: 'simulated',
      model: options.model ?? `simulated-${profile.name}`,
      simulated: true,
      max_model_len: maxModelLen,
      slots,
      prefix_cache: options.prefixCache ? 'on' : 'off',
      speculation: 'off',
    };
    this.#profile = profile;
    this.#clock = clock;
    this.#seed = seed;
    this.#random = createRandom(seed);
    this.#faults = FaultPlan.parse(options.faults ?? []);
    this.#templateTokens = options.templateTokens ?? 0;
    this.#occupancy = new Occupancy({ slots, maxWaiting });
    this.#prefixCache = options.prefixCache ? new PrefixCache({ maxTokens: this.#kvTotalTokens }) : undefined;
    this.#toTruthMs = monotonicOffsetMs(clock);
    this.#truth = new TruthLog({
      clock: clock.kind === 'virtual' ? 'virtual' : 'monotonic',
      now: () => clock.now() + this.#toTruthMs,
    });
  }

  async *generate(request: EngineRequest, options?: { signal?: AbortSignal }): AsyncGenerator<EngineEvent> {
    const served = this.serve(request);
    let outcome: Parameters<ServedRequest['ended']>[0] = 'aborted';
    try {
      for await (const event of withoutWire(served, request, options?.signal)) {
        if (event.type === 'token') served.wrote(1);
        if (event.type === 'end') outcome = 'completed';
        yield event;
      }
      if (outcome !== 'completed') outcome = 'faulted';
    } catch (error) {
      if (error instanceof EngineError) outcome = served.fault ? 'faulted' : 'refused';
      throw error;
    } finally {
      served.ended(outcome);
    }
  }

  serve(request: EngineRequest, options?: { receivedMs?: number }): ServedRequest {
    const index = this.#received++;
    const fault = faultOf(this.#faults, index, this.#random);
    const truth = this.#truth.open({ request_id: request.request_id, index, fault, received_ms: options?.receivedMs });
    return {
      fault,
      generate: ({ signal } = {}) => this.#run(request, { fault, truth, signal }),
      wrote: (tokens) => this.#truth.wrote(truth, tokens),
      ending: () => this.#truth.ending(truth),
      ended: (outcome) => this.#truth.ended(truth, outcome),
    };
  }

  async *#run(
    request: EngineRequest,
    { fault, truth, signal }: { fault: WireFault | undefined; truth: RequestTruth; signal: AbortSignal | undefined },
  ): AsyncGenerator<EngineEvent> {
    const promptTokens = this.countTokens(request.input);
    this.#refuseWrong(request, promptTokens);

    using holding = this.#occupancy.begin(signal);
    await holding.takeSlot(promptTokens);
    const admitted = this.#clock.now();
    const cached = this.#readPrefix(request.input);
    this.#promptTokens += promptTokens;
    this.#truth.admitted(truth, admitted + this.#toTruthMs, { prompt_tokens: promptTokens, ...cached });
    yield { type: 'start', prompt_tokens: promptTokens, ...cached };

    const random = this.#random
      .fork('answer')
      .fork(`${request.sampling.seed ?? ''}/${promptTokens}/${promptTail(request.input)}`);
    const length = answerLength(request, random.fork('length'));
    const stopText = new StopText(request.stop);
    let due = admitted + this.#profile.firstTokenMs(promptTokens - (cached.cached_tokens ?? 0));
    if (fault?.kind === 'late') due += fault.delay_ms;

    for (let tokens = 1; ; tokens++) {
      if (fault?.kind === 'hang' && hangsBefore(tokens, fault)) await silence(holding.signal);
      await this.#waitUntil(due, tokens, holding.signal);
      if (tokens === 1) this.#writePrefix(request.input);
      const token_id = random.integer(VOCABULARY_SIZE);
      const word = tokens === 1 ? wordOf(token_id) : ` ${wordOf(token_id)}`;
      // As in vLLM, stop strings do not count before the smallest length is reached.
      const { text, stopped } = tokens < request.min_tokens ? { text: word, stopped: false } : stopText.push(word);
      const last = stopped || tokens === length.tokens;
      this.#generatedTokens++;
      holding.grow();
      // The next step is due by this one's due time, not by when the timer came: lateness does not add up.
      due += this.#profile.interTokenMs(this.#occupancy.running, promptTokens + tokens);
      yield { type: 'token', text: last && !stopped ? text + stopText.rest() : text, token_id };
      holding.signal.throwIfAborted();
      if (!last) continue;
      const finish_reason = stopped ? 'stop' : length.finish_reason;
      holding.finish(finish_reason);
      yield { type: 'end', finish_reason, output_tokens: tokens };
      return;
    }
  }

  async embed(
    texts: readonly string[],
    options?: { signal?: AbortSignal },
  ): Promise<{ vectors: number[][]; prompt_tokens: number }> {
    const counts = texts.map(countWords);
    const promptTokens = counts.reduce((sum, count) => sum + count, 0);
    const longest = Math.max(...counts);
    if (longest > this.facts.max_model_len) throw this.#tooLong(`a text of ${longest} tokens`);

    using holding = this.#occupancy.begin(options?.signal);
    await holding.takeSlot(0);
    // The load that others make: an idle engine embeds at its nominal speed.
    const load = (this.#occupancy.running - 1) / this.facts.slots;
    await this.#waitUntil(this.#clock.now() + this.#profile.embeddingMs(texts.length, load), 1, holding.signal);
    this.#promptTokens += promptTokens;
    holding.finish('stop');
    return { vectors: texts.map((text) => embeddingVector(this.#seed, text)), prompt_tokens: promptTokens };
  }

  countTokens(input: PromptInput): number {
    return countPromptTokens(input, this.#templateTokens);
  }

  stats(): EngineStats {
    return {
      ...this.#occupancy.stats(),
      prompt_tokens: this.#promptTokens,
      generated_tokens: this.#generatedTokens,
      ...(this.#prefixCache ? { cached_tokens: this.#cachedTokens } : {}),
      kv_total_tokens: this.#kvTotalTokens,
    };
  }

  truth(): TruthSnapshot {
    return this.#truth.snapshot();
  }

  clearTruth(): void {
    this.#truth.clear();
  }

  async close(): Promise<void> {
    this.#occupancy.close();
  }

  get #kvTotalTokens(): number {
    return this.facts.slots * this.facts.max_model_len;
  }

  #refuseWrong(request: EngineRequest, promptTokens: number): void {
    const { max_tokens, min_tokens } = request;
    if (promptTokens === 0) throw wrong('the prompt has no tokens', 'empty_prompt');
    if (!(max_tokens >= 1)) throw wrong(`max_tokens must be at least 1, not ${max_tokens}`, 'invalid_max_tokens');
    if (min_tokens > max_tokens) {
      throw wrong(`min_tokens ${min_tokens} is above max_tokens ${max_tokens}`, 'invalid_min_tokens');
    }
    if (promptTokens + max_tokens > this.facts.max_model_len) {
      throw this.#tooLong(`a prompt of ${promptTokens} tokens and an answer of up to ${max_tokens}`);
    }
  }

  #tooLong(what: string): EngineError {
    return wrong(`${what} exceed the model's length of ${this.facts.max_model_len} tokens`, 'context_length_exceeded');
  }

  async #waitUntil(due: number, tokens: number, signal: AbortSignal): Promise<void> {
    // A timer that is due already still costs a millisecond; on the virtual clock it keeps the order of events.
    if (this.#clock.kind === 'virtual' || due > this.#clock.now()) return this.#clock.sleepUntil(due, signal);
    if (tokens % TOKENS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }

  #readPrefix(input: PromptInput): { cached_tokens?: number } {
    if (!this.#prefixCache) return {};
    const cached_tokens = this.#prefixCache.lookup(promptWords(input));
    this.#cachedTokens += cached_tokens;
    return { cached_tokens };
  }

  #writePrefix(input: PromptInput): void {
    this.#prefixCache?.insert(promptWords(input));
  }
}

function wrong(message: string, code: string): EngineError {
  return new EngineError(message, { status: 400, code });
}

function hangsBefore(tokens: number, fault: WireFault & { kind: 'hang' }): boolean {
  return fault.at === 'first-token' ? tokens === 1 : fault.at === 'middle' && tokens === fault.after_tokens + 1;
}

/** Ends only by the signal. */
function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
