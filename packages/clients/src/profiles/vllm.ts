import { vllmMetricNames } from '../observation/metric-names.ts';
import { type EngineProfile, LENGTH_OF_MODEL } from './engine-profile.ts';

/**
 * vLLM's OpenAI server. Usage on every chunk tells how many tokens an event brought; it needs `include_usage` beside
 * it. `return_token_ids` would also show tokens without text at their own time, but sends the whole prompt back.
 */
export const vllmProfile: EngineProfile = {
  name: 'vllm',
  streamOptions: { include_usage: true, continuous_usage_stats: true },
  exactOutput: (maxTokens) => ({ ignore_eos: true, min_tokens: maxTokens }),
  samplingKeys: ['temperature', 'top_p', 'top_k', 'repetition_penalty', 'seed'],
  tokenIdPrompts: true,
  quirks: {},
  discovery: {
    models: '/v1/models',
    version: { path: '/version', key: 'version' },
    maxModelLen: [LENGTH_OF_MODEL],
  },
  metricsPath: '/metrics',
  metricNames: vllmMetricNames,
  notes: ['cached tokens of an answer are told only by servers with --enable-prompt-tokens-details'],
};
