import type { Random } from '@sagellm/bench-random';

/** Mean of a natural answer, tokens: shape 2, so very short and very long ones are rare. */
const MEAN_TOKENS = 128;
const SHAPE = 2;

/** How many tokens an answer has, and why it ends there. */
export function answerLength(
  request: { max_tokens: number; min_tokens: number; ignore_eos: boolean },
  random: Random,
): { tokens: number; finish_reason: 'stop' | 'length' } {
  if (request.ignore_eos) return { tokens: request.max_tokens, finish_reason: 'length' };
  const natural = Math.max(1, request.min_tokens, Math.round(random.gamma(SHAPE, MEAN_TOKENS / SHAPE)));
  return natural < request.max_tokens
    ? { tokens: natural, finish_reason: 'stop' }
    : { tokens: request.max_tokens, finish_reason: 'length' };
}
