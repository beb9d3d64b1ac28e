import { VirtualClock } from '@sagellm/bench-clock';
import { describe, expect, it } from 'vitest';
import { loadMetrics, loadReply } from '../../tests/recording.ts';
import { engineProfiles } from '../profiles/engine-profiles.ts';
import { createEngineObserver } from './engine-observer.ts';
import type { MetricNames } from './metric-names.ts';
import { createSagellmExtras } from './sagellm-extras.ts';

/** What is made of a scrape before and one after the load. */
async function between(first: string | undefined, last: string | undefined, names?: MetricNames) {
  const scrapes = [first, last];
  const observer = createEngineObserver({
    fetchMetrics: async () => scrapes.shift(),
    clock: new VirtualClock(),
    intervalMs: 100,
    facts: {},
    ...(names ? { names } : {}),
  });
  await observer.start('Q1');
  return observer.stop();
}

describe('what llama-server tells', () => {
  const between2 = () => between(loadMetrics('before', 'llama-server'), loadMetrics('after', 'llama-server'));

  it('hits are counted beside the prompt tokens that were not cached', async () => {
    expect(await between2()).toEqual({
      workload: 'Q1',
      prefix_hit_rate: 1994 / (3600 + 1994),
      sources: {
        prefix_hit_rate: 'Δ llamacpp:prompt_tokens_cached ÷ Δ (llamacpp:prompt_tokens_cached + llamacpp:prompt_tokens)',
        spec_accept_rate: 'no draft tokens in the window',
        kv_used_tokens: 'llama-server tells nothing of its KV cache',
        evict_count: 'llama-server counts no evictions',
      },
    });
  });

  it('is the same whether its names are given or recognised', async () => {
    const names = engineProfiles['llama-server'].metricNames;
    const given = await between(loadMetrics('before', 'llama-server'), loadMetrics('after', 'llama-server'), names);
    expect(given).toEqual(await between2());
  });
});

describe('what LMDeploy tells', () => {
  it('counters as they are, gauges with their age, and nothing of evictions', async () => {
    expect(await between(loadMetrics('before', 'lmdeploy'), loadMetrics('after', 'lmdeploy'))).toEqual({
      workload: 'Q1',
      prefix_hit_rate: 0,
      sources: {
        prefix_hit_rate: 'Δ lmdeploy:cached_tokens ÷ Δ lmdeploy:prompt_tokens',
        spec_accept_rate: 'no draft tokens in the window',
        kv_used_tokens:
          'only a share of unknown size is told (lmdeploy:gpu_cache_usage_perc, largest of 2 samples: 0); gauges are refreshed every 10 s',
        evict_count: 'LMDeploy counts no evictions',
      },
    });
  });
});

describe('what SGLang tells', () => {
  const text = (parts: { cached?: number; prompt?: number; used?: number; retracted?: number; accepted?: number }) =>
    [
      '# TYPE sglang:num_retracted_reqs gauge',
      'sglang:num_retracted_reqs{model_name="m"} 0',
      `sglang:num_retracted_requests_total{model_name="m"} ${parts.retracted ?? 0}`,
      `sglang:prompt_tokens_total{model_name="m"} ${parts.prompt ?? 0}`,
      `sglang:cached_tokens_total{model_name="m"} ${parts.cached ?? 0}`,
      `sglang:num_used_tokens{model_name="m"} ${parts.used ?? 0}`,
      `sglang:spec_accept_rate{model_name="m"} ${parts.accepted ?? 0}`,
    ].join('\n');

  it('retractions by their counter, not by the gauge that falls back; KV tokens and acceptance by gauges', async () => {
    const seen = await between(
      text({ accepted: 0.5, used: 10 }),
      text({ cached: 30, prompt: 120, used: 400, retracted: 3, accepted: 0.7 }),
    );
    expect(seen).toMatchObject({ prefix_hit_rate: 0.25, kv_used_tokens: 400, evict_count: 3, spec_accept_rate: 0.6 });
    expect(seen.sources).toMatchObject({
      evict_count: 'Δ sglang:num_retracted_requests (retractions, which stand in for evictions)',
      spec_accept_rate: 'sglang:spec_accept_rate, mean of 2 samples',
    });
  });

  it('an acceptance that stays 0 is no measurement', async () => {
    const seen = await between(text({}), text({ cached: 1, prompt: 2 }));
    expect([seen.spec_accept_rate, seen.sources.spec_accept_rate]).toEqual([
      undefined,
      'sglang:spec_accept_rate stayed at 0 (no speculation?)',
    ]);
  });
});

describe('what tells none of these figures', () => {
  it.each([
    ['TGI', 'tgi_queue_size 3\ntgi_request_count 5'],
    ['sageLLM’s gateway', loadReply('gateway-metrics', 'sagellm').body.toString()],
    ['sageLLM’s engine port, whose body is empty', loadReply('engine-metrics', 'sagellm').body.toString()],
  ])('%s leaves everything absent, and nothing 0', async (_, text) => {
    expect(await between(text, text)).toEqual({ workload: 'Q1', sources: {} });
  });
});

describe('extras of sageLLM', () => {
  const look = (info: string, hops: string) => ({
    info: JSON.parse(loadReply(info, 'sagellm').body.toString()),
    hops: JSON.parse(loadReply(hops, 'sagellm').body.toString()),
  });
  const before = look('gateway-info', 'gateway-hop-report');
  const after = look('gateway-info-after', 'gateway-hop-report-after');
  const { tell } = createSagellmExtras('http://127.0.0.1:1');

  it('cohorts of the window and the hop report, each by a name that says what it covers', () => {
    expect(tell(before, after)).toMatchObject({
      'engine-cpu-18902 batched_cohorts_total': 0,
      'engine-cpu-18902 max_cohort_size since start': 1,
      'hop report, new requests': 11 - before.hops.count,
      'hop report since start, scheduling_ms p50': after.hops.scheduling_ms.p50,
    });
    const { cohorts_total: then } = before.info.registered_engines[1].info.performance_mainline.shared_stream;
    const shared = after.info.registered_engines.find((engine: { info: unknown }) => engine.info).info;
    expect(tell(before, after)['engine-cpu-18902 cohorts_total']).toBe(
      shared.performance_mainline.shared_stream.cohorts_total - then,
    );
  });

  it('no hop report where no request of its kind came, nothing where nobody answers', () => {
    expect(Object.keys(tell(after, after)).some((name) => name.startsWith('hop'))).toBe(false);
    expect(tell({ info: undefined, hops: undefined }, { info: undefined, hops: undefined })).toEqual({});
  });

  it('a counter that went back belongs to another engine', () => {
    expect(tell(after, before)).not.toHaveProperty('engine-cpu-18902 cohorts_total');
  });

  it('a look that fails costs the extras, not the observation', async () => {
    const look = async () => {
      throw new Error('down');
    };
    const observer = createEngineObserver({
      fetchMetrics: async () => 'vllm:num_preemptions_total 1',
      clock: new VirtualClock(),
      intervalMs: 100,
      facts: {},
      extras: { look, tell },
    });
    await observer.start('Q1');
    const seen = await observer.stop();
    expect([seen.evict_count, seen.extras]).toEqual([0, undefined]);
  });

  it('comes with the observation, and only where there is something', async () => {
    const looks = [before, after];
    const observer = createEngineObserver({
      fetchMetrics: async () => undefined,
      clock: new VirtualClock(),
      intervalMs: 100,
      facts: {},
      extras: { look: async () => looks.shift(), tell },
    });
    await observer.start('Q1');
    expect((await observer.stop()).extras).toMatchObject({ 'hop report, new requests': 11 - before.hops.count });
    await observer.start('Q2');
    expect(await observer.stop()).toEqual({ workload: 'Q2', sources: {} });
  });
});
