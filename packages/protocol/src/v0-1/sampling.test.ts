import { expect, it } from 'vitest';
import { checkSamplingStrategy, DEFAULT_SAMPLING_PARAMS, deriveStrategy, SamplingParams } from './sampling.ts';

it('derives greedy from temperature 0 alone', () => {
  expect([0, -0, 0.01, 1, 2].map(deriveStrategy)).toEqual(['greedy', 'greedy', 'sampling', 'sampling', 'sampling']);
});

it('is greedy by default only where it is stated', () => {
  expect(DEFAULT_SAMPLING_PARAMS).toEqual({ ...SamplingParams.parse({}), strategy: 'greedy' });
  expect(DEFAULT_SAMPLING_PARAMS.temperature).toBe(1);
});

it.each([
  [{ strategy: 'sampling', temperature: 0 }, 1],
  [{ strategy: 'beam_search', beam_size: 1 }, 1],
  [{ strategy: 'sampling', temperature: 0.1 }, 0],
  [{ strategy: 'beam_search', beam_size: 2 }, 0],
  [{ strategy: 'greedy', temperature: 0.7 }, 0],
  [{ temperature: 0 }, 0],
  [{}, 0],
])('%j has %i contradictions', (params, contradictions) => {
  expect(checkSamplingStrategy(SamplingParams.parse(params))).toHaveLength(contradictions);
});
