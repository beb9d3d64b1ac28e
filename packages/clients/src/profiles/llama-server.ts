import { llamaServerMetricNames } from '../observation/metric-names.ts';
import type { EngineProfile } from './engine-profile.ts';

/**
 * llama.cpp's llama-server. `timings_per_token` puts the tokens counted so far on every chunk that brings text;
 * `continuous_usage_stats` and `min_tokens` are ignored there. Its longest sequence is that of one slot.
 */
export const llamaServerProfile: EngineProfile = {
  name: 'llama-server',
  streamOptions: { include_usage: true },
  streamKeys: { timings_per_token: true },
  exactOutput: () => ({ ignore_eos: true }),
  samplingKeys: ['temperature', 'top_p', 'top_k', 'seed'],
  tokenIdPrompts: true,
  quirks: {},
  discovery: {
    models: '/v1/models',
    version: { path: '/props', key: 'build_info' },
    info: '/props',
    maxModelLen: [
      { of: 'model', keys: ['meta', 'n_ctx'] },
      { of: 'info', keys: ['default_generation_settings', 'n_ctx'] },
    ],
  },
  metricsPath: '/metrics',
  metricNames: llamaServerMetricNames,
  notes: [
    '/metrics is there only with --metrics',
    'requests beyond its slots wait, and so do their response headers',
    'prompts are cached by default: repeated prompts look fast',
  ],
};
