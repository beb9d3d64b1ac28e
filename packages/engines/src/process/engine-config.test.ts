import { describe, expect, it } from 'vitest';
import { openEngine, parseEngineConfig } from './engine-config.ts';

describe('parseEngineConfig', () => {
  it('fills in the defaults of llama.cpp', () => {
    expect(parseEngineConfig({ kind: 'llama', modelPath: 'm.gguf' })).toEqual({
      kind: 'llama',
      modelPath: 'm.gguf',
      slots: 4,
      batchSize: 512,
      threads: 1,
      prefixCache: true,
      maxWaiting: 10_000,
      seed: 0,
    });
  });

  it('names the option that is wrong', () => {
    expect(() => parseEngineConfig({ kind: 'llama', modelPath: 'm.gguf', slots: 0 })).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(/^engine: slots: /) }),
    );
  });

  it('takes as many slots as llama.cpp allows, and not one more', () => {
    const config = (slots: number) => ({ kind: 'llama', modelPath: 'm.gguf', slots });
    expect(parseEngineConfig(config(256))).toMatchObject({ slots: 256 });
    expect(() => parseEngineConfig(config(257))).toThrow('slots');
  });

  it('refuses an option that nobody reads', () => {
    expect(() => parseEngineConfig({ kind: 'llama', modelPath: 'm.gguf', slot: 2 })).toThrow('slot');
  });

  it('refuses an unknown kind', () => {
    expect(() => parseEngineConfig({ kind: 'other' })).toThrow(/kind/);
  });
});

describe('openEngine', () => {
  it('opens the simulated engine that the config describes', async () => {
    const engine = await openEngine(parseEngineConfig({ kind: 'simulated', profile: 'ttft=1,itl=1', slots: 3 }));
    expect(engine.facts).toMatchObject({ simulated: true, slots: 3 });
    await engine.close();
  });
});
