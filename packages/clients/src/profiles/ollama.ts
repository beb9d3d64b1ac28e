import type { EngineProfile } from './engine-profile.ts';

/**
 * Ollama's OpenAI routes. Its completions show a usage of zeros on every chunk before the real one. A failure in the
 * middle ends the stream without finish and without `[DONE]`.
 */
export const ollamaProfile: EngineProfile = {
  name: 'ollama',
  streamOptions: { include_usage: true },
  exactOutput: undefined,
  samplingKeys: ['temperature', 'top_p', 'seed'],
  tokenIdPrompts: false,
  quirks: {},
  discovery: { models: '/v1/models', version: { path: '/api/version', key: 'version' }, maxModelLen: [] },
  metricsPath: undefined,
  metricNames: undefined,
  notes: [
    'output lengths cannot be forced: compare the lengths that came',
    'the first request loads the model: warm up',
    'prompts longer than its context are cut without a word: compare the counted prompt tokens',
  ],
};
