import type { Clock } from '@sagellm/bench-clock';
import {
  type Engine,
  EngineError,
  type EngineEvent,
  type EngineFacts,
  type EngineRequest,
  type EngineStats,
} from '@sagellm/bench-protocol';

export type FormulaOptions = {
  clock: Clock;
  ttftMs?: number;
  itlMs?: number;
  /** Texts of the tokens, in turn. */
  texts?: readonly string[];
  /** Ends after so many tokens, whatever was asked. */
  stopAfter?: number;
  fault?: 'refuse' | 'throw' | 'no-end' | 'deaf';
  facts?: Partial<EngineFacts>;
};

/** An engine by formula: TTFT, then one token every ITL. */
export class FormulaEngine implements Engine {
  readonly facts: EngineFacts;
  readonly asked: EngineRequest[] = [];
  current: EngineStats = {
    running: 0,
    waiting: 0,
    prompt_tokens: 0,
    generated_tokens: 0,
    finished: { stop: 0, length: 0, abort: 0 },
  };
  readonly #options: FormulaOptions;

  constructor(options: FormulaOptions) {
    this.#options = options;
    this.facts = {
      name: 'formula',
      model: 'none',
      simulated: true,
      max_model_len: 4096,
      slots: 8,
      prefix_cache: 'off',
      speculation: 'off',
      ...options.facts,
    };
  }

  async *generate(request: EngineRequest, options?: { signal?: AbortSignal }): AsyncGenerator<EngineEvent> {
    const { clock, ttftMs = 10, itlMs = 5, texts = ['a'], fault, stopAfter = request.max_tokens } = this.#options;
    this.asked.push(request);
    if (fault === 'refuse') throw new EngineError('prompt too long', { status: 400, code: 'context_length_exceeded' });
    if (fault === 'deaf') await new Promise(() => {});
    yield { type: 'start', prompt_tokens: 7, cached_tokens: 2 };
    await clock.sleepUntil(clock.now() + ttftMs, options?.signal);
    for (let i = 0; i < stopAfter; i++) {
      if (i > 0) await clock.sleepUntil(clock.now() + itlMs, options?.signal);
      if (fault === 'throw' && i === 2) throw new Error('out of\nmemory');
      yield { type: 'token', text: texts[i % texts.length]!, token_id: i };
    }
    if (fault === 'no-end') return;
    yield { type: 'end', finish_reason: 'length', output_tokens: stopAfter };
  }

  async embed(texts: readonly string[]) {
    return { vectors: texts.map(() => [0]), prompt_tokens: texts.length };
  }

  countTokens(): number {
    return 7;
  }

  stats(): EngineStats {
    return structuredClone(this.current);
  }

  async close(): Promise<void> {}
}
