import type { Clock } from '@sagellm/bench-clock';
import type { Engine, EngineObservation, EngineStats } from '@sagellm/bench-protocol';
import type { EngineObserver } from './engine-observer.ts';
import { ObservationBuilder } from './observation-builder.ts';
import { Sampler } from './sampler.ts';

const SAMPLE_EVERY_MS = 100;

/** The same for an engine in this process, from `engine.stats()`. */
export function createNativeObserver(engine: Engine, clock: Clock): EngineObserver {
  let workload = '';
  let samples: EngineStats[] = [];
  const sampler = new Sampler(clock, SAMPLE_EVERY_MS, async () => {
    samples.push(engine.stats());
  });
  return {
    async start(name) {
      workload = name;
      samples = [];
      await sampler.start();
    },
    async stop() {
      await sampler.stop();
      return observe(engine, clock, workload, samples);
    },
  };
}

function observe(engine: Engine, clock: Clock, workload: string, samples: readonly EngineStats[]): EngineObservation {
  const builder = new ObservationBuilder(workload);
  const { facts } = engine;
  builder.speculation(facts.speculation);
  builder.ratio(
    'prefix_hit_rate',
    counter(samples, 'cached_tokens'),
    counter(samples, 'prompt_tokens'),
    'prompt tokens',
  );
  if (clock.kind === 'virtual') {
    // Two looks, before and after the load, would miss all of it.
    if (samples.some((sample) => sample.kv_used_tokens !== undefined)) {
      builder.note('kv_used_tokens', 'nothing is sampled in virtual time');
    }
    return builder.result();
  }
  builder.largest('kv_used_tokens', gauge(samples, 'kv_used_tokens'), 'the engine itself');
  builder.bytesFromTokens(facts.kv_bytes_per_token);
  builder.memory(gauge(samples, 'memory_bytes'), 'resident memory of the process with engine and client');
  return builder.result();
}

function counter(samples: readonly EngineStats[], key: 'cached_tokens' | 'prompt_tokens') {
  const values = samples.map((sample) => sample[key]);
  return values.includes(undefined) ? undefined : { name: key, values: values as number[] };
}

function gauge(samples: readonly EngineStats[], key: 'kv_used_tokens' | 'memory_bytes'): number[] {
  return samples.map((sample) => sample[key]).filter((value) => value !== undefined);
}
