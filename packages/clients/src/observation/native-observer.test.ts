import { VirtualClock } from '@sagellm/bench-clock';
import { expect, it } from 'vitest';
import { FormulaEngine } from '../../tests/formula-engine.ts';
import { createNativeObserver } from './native-observer.ts';

/** Virtual time under the name of the system's, because nothing is sampled in virtual time. */
function sampledClock(clock: VirtualClock) {
  return {
    kind: 'system' as const,
    now: () => clock.now(),
    schedule: (at: number, callback: () => void) => clock.schedule(at, callback),
    sleepUntil: (at: number, signal?: AbortSignal) => clock.sleepUntil(at, signal),
  };
}

it('keeps the largest sample of gauges and the difference of counters', async () => {
  const clock = new VirtualClock();
  const engine = new FormulaEngine({ clock, facts: { kv_bytes_per_token: 10, speculation: 'on' } });
  const observer = createNativeObserver(engine, sampledClock(clock));
  const seen = await clock.run(async () => {
    Object.assign(engine.current, { prompt_tokens: 100, cached_tokens: 50, kv_used_tokens: 1, memory_bytes: 2 ** 20 });
    await observer.start('Q1');
    await clock.sleepUntil(50);
    Object.assign(engine.current, { kv_used_tokens: 77, memory_bytes: 3 * 2 ** 20 });
    await clock.sleepUntil(120);
    Object.assign(engine.current, {
      prompt_tokens: 140,
      cached_tokens: 60,
      kv_used_tokens: 2,
      memory_bytes: 2 * 2 ** 20,
    });
    return observer.stop();
  });
  expect(seen).toMatchObject({
    workload: 'Q1',
    prefix_hit_rate: 10 / 40,
    kv_used_tokens: 77,
    kv_used_bytes: 770,
    peak_mem_mb: 3,
    avg_mem_mb: 2,
  });
  expect(seen.spec_accept_rate).toBeUndefined();
  expect(seen.sources.kv_used_tokens).toBe('the engine itself, largest of 3 samples');
});

it('stops looking when it is told to', async () => {
  const clock = new VirtualClock();
  const engine = new FormulaEngine({ clock });
  let looks = 0;
  engine.stats = () => {
    looks++;
    return engine.current;
  };
  const observer = createNativeObserver(engine, sampledClock(clock));
  await clock.run(async () => {
    await observer.start('Q1');
    await observer.stop();
    await clock.sleepUntil(1000);
  });
  expect(looks).toBe(2);
});

it('lets virtual time alone, and says that gauges were not sampled', async () => {
  const clock = new VirtualClock();
  const engine = new FormulaEngine({ clock });
  Object.assign(engine.current, { kv_used_tokens: 5, cached_tokens: 0 });
  const observer = createNativeObserver(engine, clock);
  await observer.start('Q1');
  engine.current.prompt_tokens = 10;
  const seen = await observer.stop();
  expect(seen).toEqual({
    workload: 'Q1',
    spec_accept_rate: 0,
    prefix_hit_rate: 0,
    sources: {
      spec_accept_rate: 'speculation is off',
      prefix_hit_rate: 'Δ cached_tokens ÷ Δ prompt_tokens',
      kv_used_tokens: 'nothing is sampled in virtual time',
    },
  });
});

it('leaves what the engine does not know absent', async () => {
  const clock = new VirtualClock();
  const observer = createNativeObserver(
    new FormulaEngine({ clock, facts: { speculation: 'on' } }),
    sampledClock(clock),
  );
  await observer.start('Q1');
  expect(await observer.stop()).toEqual({ workload: 'Q1', sources: {} });
});
