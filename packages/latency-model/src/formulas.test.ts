import { describe, expect, it } from 'vitest';
import { decodeStepMs, embeddingBatchMs, modelSwitchMs, prefillMs } from './formulas.ts';

describe('formulas', () => {
  it.each([
    [0, 50],
    [1, 50.1],
    [128, 62.8],
    [4096, 459.6],
  ])('prefill of %i prompt tokens takes %f ms', (promptTokens, expected) => {
    expect(prefillMs(promptTokens)).toBeCloseTo(expected, 9);
  });

  it.each([
    [1, 0, 22],
    [1, 128, 23.28],
    [8, 128, 37.28],
    [8, 4096, 76.96],
  ])('a decode step of %i requests with %i tokens of context takes %f ms', (concurrency, context, expected) => {
    expect(decodeStepMs(concurrency, context)).toBeCloseTo(expected, 9);
  });

  it.each([
    [1, 0, 5.5],
    [32, 0, 21],
    [32, 0.5, 31.5],
    [32, 1, 42],
  ])('an embedding batch of %i texts at load %f takes %f ms', (texts, load, expected) => {
    expect(embeddingBatchMs(texts, load)).toBeCloseTo(expected, 9);
  });

  it.each([
    [undefined, 1, 1000],
    [0.5, 1, 600],
    [3, 1, 600],
    [7, 1, 1000],
    // "13b" contains "3b": a table of substrings gives 600 here.
    [13, 1, 1300],
    [33, 1, 1800],
    [70, 1, 2200],
    [72, 1, 2200],
    [7, 4, 1300],
    [70, 8, 3740],
  ])('switching to a model of %s billion parameters on %i GPUs takes %i ms', (size, gpus, expected) => {
    expect(modelSwitchMs(size, gpus)).toBeCloseTo(expected, 9);
  });
});
