import { sessionRequests } from '../conversations/sessions.ts';
import type { DatasetEntry } from '../dataset-entry.ts';
import type { OpenDatasetOptions } from '../dataset-options.ts';
import type { OpenedDataset } from '../opened-dataset.ts';
import { parseTokenLengths } from '../token-lengths/parse-token-lengths.ts';
import { fixedLength, weightedLengths } from '../token-lengths/token-lengths.ts';

export const syntheticSet: DatasetEntry = {
  name: 'synthetic',
  description: 'made-up conversations with lengths like those of ShareGPT',
  options: ['inputTokens', 'outputTokens', 'conversation', 'turns', 'sessions', 'thinkMs', 'maxTotalTokens'],
  open: openSynthetic,
};

/**
 * Means of 163 and 339 tokens: near the 161 and 338 of ShareGPT in Kwon et al., "Efficient Memory Management for Large
 * Language Model Serving with PagedAttention" (SOSP 2023), figure 11. The spread and the limits are ours.
 */
const QUESTIONS = parseTokenLengths('lognormal:median=100,sigma=1.2,min=4,max=1024', 'synthetic');
const ANSWERS = parseTokenLengths('lognormal:median=300,sigma=0.8,min=4,max=1024', 'synthetic');

/** Questions per conversation, ours: most are short, a few go on; 2.7 on average. */
const TURNS = weightedLengths('1 to 8, falling', [
  ...[40, 20, 12, 8, 7, 5, 4, 4].map((weight, index) => ({ length: index + 1, weight })),
]);

/** A conversation ends before it grows beyond this, as the filter of the real file has it. */
const MAX_TOTAL = 2048;

/** Made-up conversations with the lengths of people's talk with a chat model: no file, no network. */
function openSynthetic(options: OpenDatasetOptions): OpenedDataset {
  const { inputTokens, outputTokens, conversation = 'all-turns', maxTotalTokens, sessions, thinkMs } = options;
  const firstOnly = conversation === 'first-turn';
  const plan = {
    turns: firstOnly ? fixedLength(1) : (options.turns ?? TURNS),
    userTokens: inputTokens ?? QUESTIONS,
    answerTokens: outputTokens ?? ANSWERS,
    maxTotalTokens: maxTotalTokens ?? MAX_TOTAL,
    ...(sessions === undefined ? {} : { sessions }),
    ...(thinkMs ? { thinkMs } : {}),
  };
  return {
    name: 'synthetic',
    identity: { name: 'synthetic' },
    sample: (spec) => sessionRequests(spec, plan),
  };
}
