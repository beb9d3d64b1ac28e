import { z } from 'zod';
import { amount, orNull, positiveCount, share } from './field-types.ts';

export const DecodingStrategy = z.enum(['greedy', 'sampling', 'beam_search', 'contrastive', 'speculative']);
export type DecodingStrategy = z.infer<typeof DecodingStrategy>;

/** Names only: sagellm_protocol gives them no values. */
export const SamplingPreset = z.enum(['deterministic', 'balanced', 'creative', 'precise']);
export type SamplingPreset = z.infer<typeof SamplingPreset>;

/** A strategy that is left out is derived from the temperature; one that is given is kept, fitting or not. */
export const SamplingParams = z
  .object({
    strategy: DecodingStrategy.optional(),
    temperature: z.number().min(0).max(2).default(1),
    top_p: z.number().gt(0).max(1).default(1),
    top_k: z.int().min(-1).default(0),
    beam_size: positiveCount.default(4),
    length_penalty: z.number().default(1),
    early_stopping: z.boolean().default(true),
    alpha: share.default(0.6),
    penalty_alpha: amount.default(0.6),
    repetition_penalty: z.number().min(1).default(1),
    presence_penalty: z.number().min(-2).max(2).default(0),
    frequency_penalty: z.number().min(-2).max(2).default(0),
    max_tokens: orNull(positiveCount),
    stop_sequences: orNull(z.array(z.string())),
    n_speculative_tokens: z.int().min(1).default(5),
    seed: orNull(z.int()),
    skip_special_tokens: z.boolean().default(true),
  })
  .transform(({ strategy, ...rest }) => ({ strategy: strategy ?? deriveStrategy(rest.temperature), ...rest }));
export type SamplingParams = z.infer<typeof SamplingParams>;

/** All defaults, but greedy: the one place where temperature 1 and greedy stand together. */
export const DEFAULT_SAMPLING_PARAMS: SamplingParams = SamplingParams.parse({ strategy: 'greedy' });

/** Temperature 0 is greedy, everything else sampling. */
export function deriveStrategy(temperature: number): 'greedy' | 'sampling' {
  return temperature === 0 ? 'greedy' : 'sampling';
}

/** The two combinations that contradict themselves, in words. Parsing accepts them, as in Python. */
export function checkSamplingStrategy(params: SamplingParams): string[] {
  if (params.strategy === 'sampling' && params.temperature === 0)
    return ['strategy sampling needs a temperature above 0; for 0 use greedy'];
  if (params.strategy === 'beam_search' && params.beam_size === 1)
    return ['strategy beam_search needs a beam_size above 1; for 1 use greedy'];
  return [];
}
