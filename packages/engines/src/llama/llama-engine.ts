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
import type { LlamaContext, Token } from 'node-llama-cpp';
import { answer, type EndEvent } from './answer.ts';
import { createEmbedder, type Embedder } from './embedder.ts';
import { type EndBias, endBias } from './end-bias.ts';
import type { LlamaEngineSettings } from './engine-options.ts';
import type { LoadedLlama } from './load-llama.ts';
import { promptTokenizer, type ToTokens } from './prompt-tokens.ts';
import { checkRequest } from './request-check.ts';
import { Slots } from './slots.ts';

/** One loaded model and its slots. Made by `startLlamaEngine`. */
export class LlamaEngine implements Engine {
  readonly facts: EngineFacts;
  readonly #loaded: LoadedLlama;
  readonly #context: LlamaContext;
  readonly #settings: LlamaEngineSettings;
  readonly #slots: Slots;
  readonly #toTokens: ToTokens;
  readonly #bias: EndBias;
  readonly #embedder: Embedder;
  readonly #random: Random;
  readonly #closing = new AbortController();
  readonly #counts = { prompt_tokens: 0, cached_tokens: 0, generated_tokens: 0 };
  readonly #finished = { stop: 0, length: 0, abort: 0 };
  #closed: Promise<void> | undefined;

  constructor(loaded: LoadedLlama, context: LlamaContext, facts: EngineFacts, settings: LlamaEngineSettings) {
    this.facts = facts;
    this.#loaded = loaded;
    this.#context = context;
    this.#settings = settings;
    this.#slots = new Slots(
      Array.from({ length: settings.slots }, () => context.getSequence()),
      { maxWaiting: settings.maxWaiting, keepTokens: settings.prefixCache },
    );
    this.#toTokens = promptTokenizer(loaded.model);
    this.#bias = endBias(loaded.model, loaded.module.TokenBias);
    this.#embedder = createEmbedder(loaded.model, { ...settings, contextSize: facts.max_model_len });
    this.#random = createRandom(settings.seed);
  }

  async *generate(request: EngineRequest, options: { signal?: AbortSignal } = {}): AsyncGenerator<EngineEvent> {
    this.#closing.signal.throwIfAborted();
    const prompt = this.#toTokens(request.input);
    checkRequest(request, prompt.length, this.facts.max_model_len);
    const signal = AbortSignal.any([this.#closing.signal, ...(options.signal ? [options.signal] : [])]);
    let reason: keyof EngineStats['finished'] | undefined = 'abort';
    let end: EndEvent;
    try {
      end = yield* this.#serve(request, prompt, signal);
      reason = end.finish_reason;
    } catch (error) {
      // Neither a refusal nor a fault of llama.cpp is an abort.
      if (!signal.aborted) reason = undefined;
      throw error;
    } finally {
      if (reason) this.#finished[reason]++;
    }
    yield end;
  }

  async *#serve(request: EngineRequest, prompt: Token[], signal: AbortSignal): AsyncGenerator<EngineEvent, EndEvent> {
    signal.throwIfAborted();
    const slot = await this.#slots.acquire(prompt, signal);
    let paused = false;
    // While the caller has an event in hand nothing is computed for it, so the slot need not wait for its next step.
    const releaseWhilePaused = () => {
      if (paused) void this.#release(slot);
    };
    signal.addEventListener('abort', releaseWhilePaused, { once: true });
    const events = this.#answer(request, prompt, slot.sequence, signal);
    try {
      for (;;) {
        signal.throwIfAborted();
        const step = await events.next();
        signal.throwIfAborted();
        if (step.done) return step.value;
        paused = true;
        yield step.value;
        paused = false;
      }
    } finally {
      signal.removeEventListener('abort', releaseWhilePaused);
      await events.return(undefined as never);
      await this.#release(slot);
    }
  }

  #answer(
    request: EngineRequest,
    prompt: Token[],
    sequence: Parameters<typeof answer>[0]['sequence'],
    signal: AbortSignal,
  ) {
    return answer({
      model: this.#loaded.model,
      sequence,
      prompt,
      request,
      signal,
      prefixCache: this.#settings.prefixCache,
      batchSize: this.#settings.batchSize,
      bias: this.#bias,
      drawSeed: () => this.#random.integer(2 ** 32),
      onPrompt: ({ prompt, cached }) => {
        this.#counts.prompt_tokens += prompt;
        this.#counts.cached_tokens += cached;
      },
      onToken: () => {
        this.#counts.generated_tokens++;
      },
    });
  }

  async #release(slot: { release(): Promise<void> }): Promise<void> {
    try {
      await slot.release();
    } catch (error) {
      // The sequence went with the engine.
      if (!this.#closed) throw error;
    }
  }

  async embed(texts: readonly string[], options: { signal?: AbortSignal } = {}) {
    this.#closing.signal.throwIfAborted();
    const result = await this.#embedder.embed(texts, options);
    this.#counts.prompt_tokens += result.prompt_tokens;
    return result;
  }

  countTokens(input: PromptInput): number {
    this.#closing.signal.throwIfAborted();
    return this.#toTokens(input).length;
  }

  stats(): EngineStats {
    return {
      running: this.#slots.running,
      waiting: this.#slots.waiting,
      ...this.#counts,
      finished: { ...this.#finished },
      ...(this.#closed
        ? {}
        : { kv_used_tokens: this.#slots.tokensInUse, kv_total_tokens: this.#context.getAllocatedContextSize() }),
      memory_bytes: process.memoryUsage.rss(),
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    this.#closing.abort(new EngineError('the engine is shutting down', { status: 503, code: 'shutting_down' }));
    await this.#embedder.dispose();
    await this.#context.dispose();
    await this.#loaded.dispose();
  }
}
