import { type Engine, faultError } from '@sagellm/bench-protocol';
import type { LlamaContext } from 'node-llama-cpp';
import { checkContextMemory } from './context-memory.ts';
import { type LlamaEngineOptions, type LlamaEngineSettings, parseLlamaEngineOptions } from './engine-options.ts';
import { LlamaEngine } from './llama-engine.ts';
import { type LoadedLlama, loadLlama } from './load-llama.ts';
import { modelFacts, modelKvBytes } from './model-facts.ts';

const DEFAULT_CONTEXT = 4096;

/**
 * llama.cpp on the CPU of this process. Throws a `BenchmarkError` when the options, the file or the machine do not allow
 * it. At temperature 0 and in one slot the same request gives the same tokens; with several at once llama.cpp adds up in
 * another order, and near-ties may fall differently.
 */
export async function startLlamaEngine(options: LlamaEngineOptions): Promise<Engine> {
  const settings = parseLlamaEngineOptions(options);
  const loaded = await loadLlama(settings);
  try {
    const context = await createContext(loaded, settings);
    const facts = await modelFacts(loaded, context, settings);
    return new LlamaEngine(loaded, context, facts, settings);
  } catch (error) {
    await loaded.dispose();
    throw error;
  }
}

async function createContext({ model }: LoadedLlama, settings: LlamaEngineSettings): Promise<LlamaContext> {
  const { slots, batchSize, threads } = settings;
  const contextSize = Math.min(settings.contextSize ?? DEFAULT_CONTEXT, model.trainContextSize);
  checkContextMemory({ slots, contextSize, kvBytesPerToken: modelKvBytes(model) }, process.availableMemory());
  try {
    return await model.createContext({
      sequences: slots,
      contextSize,
      batchSize,
      threads,
      // Two to three times slower a token on a CPU with a long context.
      flashAttention: false,
      // A smaller context than asked would silently refuse what was planned.
      failedCreationRemedy: false,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw faultError(
      `llama.cpp cannot make a context of ${contextSize} tokens for each of ${slots} slots: ${why}`,
      'ask for fewer slots, a shorter context or a smaller batch',
      cause,
    );
  }
}
