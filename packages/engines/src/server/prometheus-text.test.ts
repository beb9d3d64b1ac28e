import type { EngineFacts, EngineStats } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { prometheusText } from './prometheus-text.ts';

const facts: EngineFacts = {
  name: 'e',
  model: 'm',
  simulated: false,
  max_model_len: 100,
  slots: 2,
  prefix_cache: 'on',
  speculation: 'off',
  kv_bytes_per_token: 512,
};
const stats: EngineStats = {
  running: 1,
  waiting: 0,
  prompt_tokens: 30,
  generated_tokens: 12,
  finished: { stop: 1, length: 2, abort: 0 },
};

describe('prometheusText', () => {
  it('writes all that is known', () => {
    const text = prometheusText({
      facts,
      model: 'm',
      stats: { ...stats, cached_tokens: 16, kv_used_tokens: 50, kv_total_tokens: 200, memory_bytes: 1_000_000 },
    });
    expect(text.split('\n').filter((line) => !line.startsWith('# HELP'))).toMatchInlineSnapshot(`
      [
        "# TYPE vllm:num_requests_running gauge",
        "vllm:num_requests_running{engine="0",model_name="m"} 1",
        "# TYPE vllm:num_requests_waiting gauge",
        "vllm:num_requests_waiting{engine="0",model_name="m"} 0",
        "# TYPE vllm:kv_cache_usage_perc gauge",
        "vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25",
        "# TYPE vllm:prompt_tokens_total counter",
        "vllm:prompt_tokens_total{engine="0",model_name="m"} 30",
        "# TYPE vllm:generation_tokens_total counter",
        "vllm:generation_tokens_total{engine="0",model_name="m"} 12",
        "# TYPE vllm:prefix_cache_queries_total counter",
        "vllm:prefix_cache_queries_total{engine="0",model_name="m"} 30",
        "# TYPE vllm:prefix_cache_hits_total counter",
        "vllm:prefix_cache_hits_total{engine="0",model_name="m"} 16",
        "# TYPE vllm:request_success_total counter",
        "vllm:request_success_total{engine="0",model_name="m",finished_reason="stop"} 1",
        "vllm:request_success_total{engine="0",model_name="m",finished_reason="length"} 2",
        "vllm:request_success_total{engine="0",model_name="m",finished_reason="abort"} 0",
        "# TYPE vllm:cache_config_info gauge",
        "vllm:cache_config_info{engine="0",model_name="m",block_size="1",enable_prefix_caching="True",kv_cache_size_tokens="200",num_gpu_blocks="200"} 1",
        "# TYPE sagellm_bench_kv_used_tokens gauge",
        "sagellm_bench_kv_used_tokens{engine="0",model_name="m"} 50",
        "# TYPE sagellm_bench_kv_used_bytes gauge",
        "sagellm_bench_kv_used_bytes{engine="0",model_name="m"} 25600",
        "# TYPE process_resident_memory_bytes gauge",
        "process_resident_memory_bytes 1000000",
        "",
      ]
    `);
  });

  it('leaves out families that are unknown, and keeps zeros that are known', () => {
    const names = (known: EngineStats) =>
      [...prometheusText({ facts, model: 'm', stats: known }).matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]);
    expect(names(stats)).toEqual([
      'vllm:num_requests_running',
      'vllm:num_requests_waiting',
      'vllm:prompt_tokens_total',
      'vllm:generation_tokens_total',
      'vllm:request_success_total',
    ]);
    expect(names({ ...stats, cached_tokens: 0, kv_used_tokens: 0 })).toEqual(
      expect.arrayContaining(['vllm:prefix_cache_hits_total', 'sagellm_bench_kv_used_tokens']),
    );
  });

  it('escapes label values', () => {
    expect(prometheusText({ facts, model: 'a"b\\c\nd', stats })).toContain('model_name="a\\"b\\\\c\\nd"');
  });
});
