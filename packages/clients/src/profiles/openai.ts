import type { EngineProfile } from './engine-profile.ts';

/** Any OpenAI-compatible server. Sends nothing that a strict server would refuse. */
export const openaiProfile: EngineProfile = {
  name: 'openai',
  streamOptions: { include_usage: true },
  exactOutput: undefined,
  samplingKeys: ['temperature', 'top_p', 'seed'],
  discovery: {},
  metricsPath: undefined,
  metricNames: undefined,
};
