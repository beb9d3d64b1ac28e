/**
 * Where an engine's numbers are in its Prometheus text: for each, the names it has had, newest first. A counter may be
 * written with or without `_total`.
 */
export type MetricNames = {
  /** How all of its own series begin: what tells the engine by its metrics. */
  readonly prefix: string;
  readonly kvUsedTokens: readonly string[];
  readonly kvUsedBytes: readonly string[];
  /** Share 0..1 of the KV cache in use; tokens need the size from `cache_config_info`. */
  readonly kvUsedShare: readonly string[];
  readonly prefixQueries: readonly string[];
  readonly prefixHits: readonly string[];
  /** Prompt tokens that were not in the cache, where the engine counts those instead of all. */
  readonly prefixMisses?: readonly string[];
  readonly preemptions: readonly string[];
  /** What the engine calls a preemption; `preemptions` unless set. */
  readonly preemptionsAre?: string;
  readonly draftTokens: readonly string[];
  readonly acceptedTokens: readonly string[];
  /** Accepted share as a gauge, where there are no counters. */
  readonly acceptedShare?: readonly string[];
  /** Resident memory of the process that holds the model. */
  readonly residentBytes: readonly string[];
  /** Milliseconds between two refreshes of its gauges, where that is long. */
  readonly gaugesRefreshedMs?: number;
  /** Why a figure cannot be had of this engine, by key of the observation. */
  readonly absences?: Readonly<Record<string, string>>;
};

/** An engine whose metrics tell none of these figures. */
export function noMetricNames(prefix: string): MetricNames {
  return {
    prefix,
    kvUsedTokens: [],
    kvUsedBytes: [],
    kvUsedShare: [],
    prefixQueries: [],
    prefixHits: [],
    preemptions: [],
    draftTokens: [],
    acceptedTokens: [],
    residentBytes: [],
  };
}

/**
 * vLLM's. Its `process_resident_memory_bytes` is that of the API process while the model lives in another one, so no
 * name here tells the engine's memory.
 */
export const vllmMetricNames: MetricNames = {
  ...noMetricNames('vllm:'),
  kvUsedShare: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'],
  prefixQueries: ['vllm:prefix_cache_queries', 'vllm:gpu_prefix_cache_queries'],
  prefixHits: ['vllm:prefix_cache_hits', 'vllm:gpu_prefix_cache_hits'],
  preemptions: ['vllm:num_preemptions'],
  draftTokens: ['vllm:spec_decode_num_draft_tokens'],
  acceptedTokens: ['vllm:spec_decode_num_accepted_tokens'],
};

/** The embedded server's: vLLM's names where they fit, its own for what vLLM does not tell. */
export const embeddedMetricNames: MetricNames = {
  ...vllmMetricNames,
  prefix: 'sagellm_bench_',
  kvUsedTokens: ['sagellm_bench_kv_used_tokens'],
  kvUsedBytes: ['sagellm_bench_kv_used_bytes'],
  residentBytes: ['process_resident_memory_bytes'],
};

/** LMDeploy's. Its KV gauge keeps the old name, and its size is not told, so a share is all there is. */
export const lmdeployMetricNames: MetricNames = {
  ...noMetricNames('lmdeploy:'),
  kvUsedShare: ['lmdeploy:gpu_cache_usage_perc'],
  prefixQueries: ['lmdeploy:prompt_tokens'],
  prefixHits: ['lmdeploy:cached_tokens'],
  draftTokens: ['lmdeploy:spec_decode_num_draft_tokens'],
  acceptedTokens: ['lmdeploy:spec_decode_num_accepted_tokens'],
  gaugesRefreshedMs: 10_000,
  absences: { evict_count: 'LMDeploy counts no evictions' },
};

/**
 * SGLang's. `num_retracted_reqs` without `requests` in it is a gauge that falls back to 0 at each report, so a
 * difference of it would always say none.
 */
export const sglangMetricNames: MetricNames = {
  ...noMetricNames('sglang:'),
  kvUsedTokens: ['sglang:num_used_tokens'],
  prefixQueries: ['sglang:prompt_tokens'],
  prefixHits: ['sglang:cached_tokens'],
  preemptions: ['sglang:num_retracted_requests'],
  preemptionsAre: 'retractions',
  draftTokens: [],
  acceptedTokens: [],
  acceptedShare: ['sglang:spec_accept_rate'],
};

/** llama-server's: no labels, no KV gauge; its prompt tokens leave out those from the cache. */
export const llamaServerMetricNames: MetricNames = {
  ...noMetricNames('llamacpp:'),
  prefixHits: ['llamacpp:prompt_tokens_cached'],
  prefixMisses: ['llamacpp:prompt_tokens'],
  draftTokens: ['llamacpp:spec_decode_num_draft_tokens'],
  acceptedTokens: ['llamacpp:spec_decode_num_accepted_tokens'],
  absences: {
    kv_used_tokens: 'llama-server tells nothing of its KV cache',
    evict_count: 'llama-server counts no evictions',
  },
};

/** All that an exposition text can be recognised by; the embedded server first, because it uses vLLM's names too. */
export const knownMetricNames: readonly MetricNames[] = [
  embeddedMetricNames,
  vllmMetricNames,
  lmdeployMetricNames,
  sglangMetricNames,
  llamaServerMetricNames,
];
