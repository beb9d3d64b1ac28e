import { lmdeployMetricNames } from '../observation/metric-names.ts';
import type { EngineProfile } from './engine-profile.ts';

/**
 * LMDeploy's api_server. Usage comes once, at the end; `return_token_ids` gives `output_ids` on every choice, which
 * also shows a placeholder chunk (role, empty content) that stands for real tokens. A sampled end token is not in its
 * usage, so the same text may count one token less than with vLLM.
 */
export const lmdeployProfile: EngineProfile = {
  name: 'lmdeploy',
  streamOptions: { include_usage: true },
  streamKeys: { return_token_ids: true },
  exactOutput: (maxTokens) => ({ ignore_eos: true, min_new_tokens: maxTokens }),
  samplingKeys: ['temperature', 'top_p', 'top_k', 'repetition_penalty', 'seed'],
  tokenIdPrompts: false,
  quirks: {},
  discovery: { models: '/v1/models', maxModelLen: [] },
  metricsPath: '/metrics',
  metricNames: lmdeployMetricNames,
  notes: [
    'gauges of /metrics are refreshed only every 10 s: its KV use is that of up to 10 s ago',
    'a sampled end token is not counted: compare engines with exact output lengths',
    'neither its version nor its longest sequence is told over HTTP',
  ],
};
