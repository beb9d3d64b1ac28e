import { VirtualClock } from '@sagellm/bench-clock';
import { describe, expect, it } from 'vitest';
import { SimulatedConfig, simulatedEngineOf } from './simulated-config.ts';

describe('SimulatedConfig', () => {
  it('has defaults for all but its kind', () => {
    expect(SimulatedConfig.parse({ kind: 'simulated' })).toEqual({
      kind: 'simulated',
      profile: 'default',
      seed: 0,
      slots: 8,
    });
  });

  it('becomes an engine with what it says', () => {
    const config = SimulatedConfig.parse({
      kind: 'simulated',
      profile: 'ttft=5,itl=1',
      slots: 3,
      max_model_len: 99,
      model: 'toy',
      prefix_cache: true,
      template_tokens: 4,
      faults: [{ every: 2, fault: { kind: 'empty' } }],
    });
    const engine = simulatedEngineOf(config, new VirtualClock());
    expect(engine.facts).toMatchObject({ model: 'toy', slots: 3, max_model_len: 99, prefix_cache: 'on' });
    expect(engine.countTokens({ kind: 'messages', messages: [{ role: 'user', content: 'hi' }] })).toBe(5);
  });

  it('refuses an unknown profile as a usage error', () => {
    const config = SimulatedConfig.parse({ kind: 'simulated', profile: 'fast' });
    expect(() => simulatedEngineOf(config, new VirtualClock())).toThrow(
      'simulated engine: profile "fast" is no latency profile; choose mock, default',
    );
  });
});
