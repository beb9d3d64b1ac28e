/**
 * Where an engine's numbers are in its Prometheus text: for each, the names it has had, newest first. A counter may be
 * written with or without `_total`.
 */
export type MetricNames = {
  readonly kvUsedTokens: readonly string[];
  readonly kvUsedBytes: readonly string[];
  /** Share 0..1 of the KV cache in use; tokens need the size from `cache_config_info`. */
  readonly kvUsedShare: readonly string[];
  readonly prefixQueries: readonly string[];
  readonly prefixHits: readonly string[];
  readonly preemptions: readonly string[];
  readonly draftTokens: readonly string[];
  readonly acceptedTokens: readonly string[];
  /** Resident memory of the process that holds the model. */
  readonly residentBytes: readonly string[];
};

/**
 * vLLM's. Its `process_resident_memory_bytes` is that of the API process while the model lives in another one, so no
 * name here tells the engine's memory.
 */
export const vllmMetricNames: MetricNames = {
  kvUsedTokens: [],
  kvUsedBytes: [],
  kvUsedShare: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'],
  prefixQueries: ['vllm:prefix_cache_queries', 'vllm:gpu_prefix_cache_queries'],
  prefixHits: ['vllm:prefix_cache_hits', 'vllm:gpu_prefix_cache_hits'],
  preemptions: ['vllm:num_preemptions'],
  draftTokens: ['vllm:spec_decode_num_draft_tokens'],
  acceptedTokens: ['vllm:spec_decode_num_accepted_tokens'],
  residentBytes: [],
};

/** The embedded server's: vLLM's names where they fit, its own for what vLLM does not tell. */
export const embeddedMetricNames: MetricNames = {
  ...vllmMetricNames,
  kvUsedTokens: ['sagellm_bench_kv_used_tokens'],
  kvUsedBytes: ['sagellm_bench_kv_used_bytes'],
  residentBytes: ['process_resident_memory_bytes'],
};
