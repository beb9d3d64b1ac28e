import { vllmMetricNames } from '../observation/metric-names.ts';
import type { EngineProfile } from './engine-profile.ts';

/**
 * vLLM's OpenAI server. Usage on every chunk tells how many tokens an event brought; it needs `include_usage` beside
 * it. `cached_tokens` comes where the server runs with `--enable-prompt-tokens-details`.
 */
export const vllmProfile: EngineProfile = {
  name: 'vllm',
  streamOptions: { include_usage: true, continuous_usage_stats: true },
  exactOutput: (maxTokens) => ({ ignore_eos: true, min_tokens: maxTokens }),
  samplingKeys: ['temperature', 'top_p', 'top_k', 'repetition_penalty', 'seed'],
  discovery: { version: '/version' },
  metricsPath: '/metrics',
  metricNames: vllmMetricNames,
};
