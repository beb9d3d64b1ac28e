import type { Sampling } from '@sagellm/bench-protocol';
import type { SequenceEvaluateOptions, Token } from 'node-llama-cpp';

/** llama.cpp takes 2³² − 1 for "choose a seed yourself", so seeds are counted up to just below it. */
const SEEDS = 2 ** 32 - 1;

type SamplingOptions = Pick<
  SequenceEvaluateOptions,
  'temperature' | 'topK' | 'topP' | 'minP' | 'seed' | 'repeatPenalty'
>;

/**
 * A request's sampling in llama.cpp's words. Absent means greedy, no cut and no penalty: node-llama-cpp's own defaults
 * (top_k 40, top_p 0.95) never apply.
 */
export function samplingOptions(
  sampling: Sampling,
  context: { prompt: readonly Token[]; output: readonly Token[]; maxTokens: number; drawSeed: () => number },
): SamplingOptions {
  const temperature = sampling.temperature ?? 0;
  const seed = sampling.seed ?? (temperature === 0 ? 0 : context.drawSeed());
  const options: SamplingOptions = {
    temperature,
    topK: Math.max(0, sampling.top_k ?? 0),
    topP: sampling.top_p ?? 1,
    minP: 0,
    seed: seed % SEEDS,
  };
  if (sampling.repetition_penalty === undefined || sampling.repetition_penalty === 1) return options;
  // As in vLLM, over the whole prompt and answer, not over the last few tokens.
  return {
    ...options,
    repeatPenalty: {
      penalty: sampling.repetition_penalty,
      punishTokens: () => [...context.prompt, ...context.output],
      maxPunishTokens: context.prompt.length + context.maxTokens,
    },
  };
}
