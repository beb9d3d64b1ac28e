import { VirtualClock } from '@sagellm/bench-clock';
import { describe, expect, it } from 'vitest';
import { loadMetrics } from '../../tests/recording.ts';
import { createEngineObserver, type ObservedFacts } from './engine-observer.ts';

/** What is made of these scrapes: the first before, the last after the load. */
async function observe(scrapes: readonly (string | undefined)[], facts: ObservedFacts = {}) {
  let next = 0;
  const observer = createEngineObserver({
    fetchMetrics: async () => scrapes[next++],
    clock: new VirtualClock(),
    intervalMs: 100,
    facts,
  });
  // In virtual time nothing is sampled between; the scrapes between are made by hand.
  await observer.start('Q1');
  return { observer, rest: () => next, stop: () => observer.stop() };
}

async function between(first: string | undefined, last: string | undefined, facts: ObservedFacts = {}) {
  return (await observe([first, last], facts)).stop();
}

const own = (lines: string[]) => ['sagellm_bench_kv_used_tokens 0', ...lines].join('\n');

describe('what an engine tells over /metrics', () => {
  it('differences vLLM’s counters over the window', async () => {
    expect(await between(loadMetrics('before'), loadMetrics('after'))).toEqual({
      workload: 'Q1',
      prefix_hit_rate: 1152 / 3081,
      evict_count: 0,
      sources: {
        prefix_hit_rate: 'Δ vllm:prefix_cache_hits ÷ Δ vllm:prefix_cache_queries',
        evict_count: 'Δ vllm:num_preemptions (preemptions, which stand in for evictions)',
        kv_used_tokens:
          'vllm:kv_cache_usage_perc × cache size was 0 in each of 2 samples; the load was too short to be sampled',
      },
    });
  });

  it('makes tokens of vLLM’s share of the cache in use', async () => {
    const seen = await between(loadMetrics('before'), loadMetrics('during'));
    expect(seen.kv_used_tokens).toBe(Math.round(0.039408866995073843 * 26112));
  });

  it('does not take the memory of vLLM’s API process for the engine’s', async () => {
    const seen = await between(loadMetrics('before'), loadMetrics('after'));
    expect([seen.peak_mem_mb, seen.avg_mem_mb]).toEqual([undefined, undefined]);
  });

  it('reads speculation', async () => {
    const before = loadMetrics('spec').replace(
      /(spec_decode_num_(?:draft|accepted)_tokens_total\{[^}]*\}) .*/g,
      '$1 1',
    );
    const last = loadMetrics('spec');
    const total = (name: string) => Number(new RegExp(`${name}_total\\{[^}]*\\} (.*)`).exec(last)![1]);
    const seen = await between(before, last);
    expect(seen.spec_accept_rate).toBe(
      (total('spec_decode_num_accepted_tokens') - 1) / (total('spec_decode_num_draft_tokens') - 1),
    );
  });

  it('reads the embedded server’s own names, and its memory', async () => {
    const mb = 2 ** 20;
    const seen = await between(
      `sagellm_bench_kv_used_tokens 10\nsagellm_bench_kv_used_bytes 100\nprocess_resident_memory_bytes ${100 * mb}`,
      `sagellm_bench_kv_used_tokens 30\nsagellm_bench_kv_used_bytes 300\nprocess_resident_memory_bytes ${200 * mb}`,
    );
    expect(seen).toMatchObject({ kv_used_tokens: 30, kv_used_bytes: 300, peak_mem_mb: 200, avg_mem_mb: 150 });
    expect(seen.sources.peak_mem_mb).toBe('process_resident_memory_bytes, largest of 2 samples');
  });

  it('sums over engines', async () => {
    const text = (a: number, b: number) =>
      `vllm:num_preemptions_total{engine="0"} ${a}\nvllm:num_preemptions_total{engine="1"} ${b}`;
    expect((await between(text(1, 2), text(4, 6))).evict_count).toBe(7);
  });

  it('finds older names', async () => {
    const text = (n: number) => `vllm:gpu_prefix_cache_hits_total ${n}\nvllm:gpu_prefix_cache_queries_total ${2 * n}`;
    expect((await between(text(0), text(8))).prefix_hit_rate).toBe(0.5);
  });
});

describe('what it does not tell', () => {
  it('a counter that went back says nothing, and why', async () => {
    const seen = await between(loadMetrics('after'), loadMetrics('before'));
    expect(seen.prefix_hit_rate).toBeUndefined();
    expect(seen.sources.prefix_hit_rate).toMatch(/^vllm:prefix_cache_hits went back/);
  });

  it('a counter that fell between two samples and grew again is not trusted either', async () => {
    const text = (n: number) => `vllm:num_preemptions_total ${n}`;
    let next = 0;
    const clock = new VirtualClock();
    const scrapes = [text(5), text(1), text(9)];
    const observer = createEngineObserver({
      fetchMetrics: async () => scrapes[next++],
      clock: systemLike(clock),
      intervalMs: 100,
      facts: {},
    });
    await clock.run(async () => {
      await observer.start('Q1');
      await clock.sleepUntil(150);
      const seen = await observer.stop();
      expect(seen.evict_count).toBeUndefined();
      expect(seen.sources.evict_count).toMatch(/^vllm:num_preemptions went back/);
    });
    expect(next).toBe(3);
  });

  it('no look-up in the window is no hit rate of 0', async () => {
    const seen = await between(loadMetrics('after'), loadMetrics('after'));
    expect(seen.prefix_hit_rate).toBeUndefined();
    expect(seen.sources.prefix_hit_rate).toBe('no prefix cache look-ups in the window');
  });

  it('speculation that is known to be off accepts 0, and says so', async () => {
    const seen = await between(own([]), own([]), { speculation: 'off' });
    expect([seen.spec_accept_rate, seen.sources.spec_accept_rate]).toEqual([0, 'speculation is off']);
    expect((await between(own([]), own([]), { speculation: 'on' })).spec_accept_rate).toBeUndefined();
  });

  it('no metrics at all leave everything absent', async () => {
    expect(await between(undefined, undefined)).toEqual({ workload: 'Q1', sources: {} });
    expect((await between('<html>not here</html>', '<html>not here</html>')).sources).toEqual({});
  });

  it('a missing end of the window leaves counters absent, gauges stay', async () => {
    const seen = await between(`${loadMetrics('during')}`, undefined);
    expect(seen.kv_used_tokens).toBe(1029);
    expect([seen.prefix_hit_rate, seen.evict_count]).toEqual([undefined, undefined]);
  });

  it('a scrape that fails in the middle costs one sample, not the counters', async () => {
    const clock = new VirtualClock();
    const scrapes = ['vllm:num_preemptions_total 5', undefined, 'vllm:num_preemptions_total 9'];
    let next = 0;
    const observer = createEngineObserver({
      fetchMetrics: async () => scrapes[next++],
      clock: systemLike(clock),
      intervalMs: 100,
      facts: {},
    });
    await clock.run(async () => {
      await observer.start('Q1');
      await clock.sleepUntil(150);
      expect((await observer.stop()).evict_count).toBe(4);
    });
    expect(next).toBe(3);
  });

  it('a scrape that throws is a scrape that tells nothing', async () => {
    const observer = createEngineObserver({
      fetchMetrics: async () => {
        throw new Error('down');
      },
      clock: new VirtualClock(),
      intervalMs: 100,
      facts: {},
    });
    await observer.start('Q1');
    expect(await observer.stop()).toEqual({ workload: 'Q1', sources: {} });
  });

  it('a second workload starts from its own counters', async () => {
    const text = (n: number) => `vllm:num_preemptions_total ${n}`;
    const { observer } = await observe([text(0), text(3), text(3), text(4)]);
    expect((await observer.stop()).evict_count).toBe(3);
    await observer.start('Q2');
    expect(await observer.stop()).toMatchObject({ workload: 'Q2', evict_count: 1 });
  });
});

/** A clock that passes for the system's, so that the sampler runs on it. */
function systemLike(clock: VirtualClock) {
  return {
    kind: 'system' as const,
    now: () => clock.now(),
    schedule: (at: number, callback: () => void) => clock.schedule(at, callback),
    sleepUntil: (at: number, signal?: AbortSignal) => clock.sleepUntil(at, signal),
  };
}
