import { sglangMetricNames } from '../observation/metric-names.ts';
import { type EngineProfile, LENGTH_OF_MODEL } from './engine-profile.ts';

/**
 * SGLang. The finish is a chunk of its own, usage comes on every chunk. After an abort usage and `[DONE]` may still
 * follow the error, which stays an error.
 */
export const sglangProfile: EngineProfile = {
  name: 'sglang',
  streamOptions: { include_usage: true, continuous_usage_stats: true },
  exactOutput: (maxTokens) => ({ ignore_eos: true, min_tokens: maxTokens }),
  samplingKeys: ['temperature', 'top_p', 'top_k', 'repetition_penalty', 'seed'],
  tokenIdPrompts: true,
  quirks: {},
  discovery: {
    models: '/v1/models',
    version: { path: '/get_server_info', key: 'version' },
    info: '/get_server_info',
    maxModelLen: [LENGTH_OF_MODEL, { of: 'info', keys: ['context_length'] }],
  },
  metricsPath: '/metrics',
  metricNames: sglangMetricNames,
  notes: [
    '/metrics is there only with --enable-metrics, cached tokens of an answer only with --enable-cache-report',
    'flush the prefix cache between runs with POST /flush_cache',
  ],
};
