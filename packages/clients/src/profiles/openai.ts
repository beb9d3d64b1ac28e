import { type EngineProfile, LENGTH_OF_MODEL } from './engine-profile.ts';

/** Any OpenAI-compatible server. Sends nothing that a strict server would refuse. */
export const openaiProfile: EngineProfile = {
  name: 'openai',
  streamOptions: { include_usage: true },
  exactOutput: undefined,
  samplingKeys: ['temperature', 'top_p', 'seed'],
  tokenIdPrompts: true,
  quirks: {},
  discovery: { models: '/v1/models', maxModelLen: [LENGTH_OF_MODEL] },
  metricsPath: undefined,
  metricNames: undefined,
  notes: ['output lengths cannot be forced: compare the lengths that came'],
};
