import { embeddedMetricNames } from '../observation/metric-names.ts';
import { type EngineProfile, LENGTH_OF_MODEL } from './engine-profile.ts';
import { vllmProfile } from './vllm.ts';

/** The suite's own server, which speaks vLLM's dialect and tells more about itself at `/info`. */
export const embeddedProfile: EngineProfile = {
  ...vllmProfile,
  name: 'embedded',
  discovery: {
    models: '/v1/models',
    info: '/info',
    maxModelLen: [LENGTH_OF_MODEL, { of: 'info', keys: ['max_model_len'] }],
  },
  metricNames: embeddedMetricNames,
  notes: [],
};
