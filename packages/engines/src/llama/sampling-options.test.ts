import type { Token } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { samplingOptions } from './sampling-options.ts';

const context = (drawSeed = () => 5) => ({
  prompt: [1, 2] as Token[],
  output: [3] as Token[],
  maxTokens: 10,
  drawSeed,
});

describe('samplingOptions', () => {
  it('is greedy, uncut and without a penalty unless told otherwise', () => {
    expect(samplingOptions({}, context())).toEqual({ temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0 });
  });

  it('passes on what the request says', () => {
    expect(samplingOptions({ temperature: 0.7, top_p: 0.9, top_k: 40, seed: 7 }, context())).toEqual({
      temperature: 0.7,
      topK: 40,
      topP: 0.9,
      minP: 0,
      seed: 7,
    });
  });

  it('draws a seed only for a request that samples and has none', () => {
    const never = () => {
      throw new Error('drawn');
    };
    expect(samplingOptions({ temperature: 1 }, context()).seed).toBe(5);
    expect(samplingOptions({ temperature: 1, seed: 9 }, context(never)).seed).toBe(9);
    expect(samplingOptions({ temperature: 0 }, context(never)).seed).toBe(0);
  });

  it('takes top_k −1 for no cut, as vLLM does', () => {
    expect(samplingOptions({ top_k: -1 }, context()).topK).toBe(0);
  });

  it('never passes the seed that llama.cpp takes for a random one', () => {
    expect(samplingOptions({ seed: 2 ** 32 - 2 }, context()).seed).toBe(2 ** 32 - 2);
    expect(samplingOptions({ seed: 2 ** 32 - 1 }, context()).seed).toBe(0);
  });

  it('penalises repetition over the whole prompt and answer', () => {
    const { repeatPenalty } = samplingOptions({ repetition_penalty: 1.2 }, context());
    expect(repeatPenalty).toMatchObject({ penalty: 1.2, maxPunishTokens: 12 });
    expect((repeatPenalty!.punishTokens as () => Token[])()).toEqual([1, 2, 3]);
    expect(samplingOptions({ repetition_penalty: 1 }, context()).repeatPenalty).toBeUndefined();
  });
});
