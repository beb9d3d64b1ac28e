import { embeddedMetricNames } from '../observation/metric-names.ts';
import type { EngineProfile } from './engine-profile.ts';
import { vllmProfile } from './vllm.ts';

/** The suite's own server, which speaks vLLM's dialect and tells more about itself at `/info`. */
export const embeddedProfile: EngineProfile = {
  ...vllmProfile,
  name: 'embedded',
  discovery: { info: '/info' },
  metricNames: embeddedMetricNames,
};
