import { noMetricNames } from '../observation/metric-names.ts';
import type { EngineProfile } from './engine-profile.ts';

/**
 * Text Generation Inference. It writes one chunk for each token, with an empty text for special ones, and completions
 * carry `finish_reason: ""` until the end.
 */
export const tgiProfile: EngineProfile = {
  name: 'tgi',
  streamOptions: { include_usage: true },
  exactOutput: undefined,
  samplingKeys: ['temperature', 'top_p', 'seed'],
  tokenIdPrompts: false,
  quirks: { tokenPerChunk: true },
  discovery: {
    models: '/v1/models',
    version: { path: '/info', key: 'version' },
    info: '/info',
    maxModelLen: [{ of: 'info', keys: ['max_total_tokens'] }],
  },
  metricsPath: '/metrics',
  metricNames: noMetricNames('tgi_'),
  notes: ['output lengths cannot be forced: compare the lengths that came', 'tells nothing of its KV cache'],
};
