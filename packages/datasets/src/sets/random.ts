import type { PromptInput, SampleSpec } from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import type { DatasetEntry } from '../dataset-entry.ts';
import type { OpenDatasetOptions } from '../dataset-options.ts';
import type { OpenedDataset } from '../opened-dataset.ts';
import { promptText } from '../prompts/prompt-text.ts';
import { tokenPool } from '../prompts/token-pool.ts';
import { endlessRequests } from '../requests/finite-requests.ts';
import { makeRequest, phaseRandom } from '../requests/make-request.ts';

export const randomSet: DatasetEntry = {
  name: 'random',
  description: 'random tokens of exact lengths, as text or token ids',
  options: ['inputTokens', 'outputTokens', 'tokenIds'],
  open: openRandom,
};

/** Prompts of random tokens, of exactly the length that is drawn: as text, or as the token ids themselves. */
function openRandom({ inputTokens, outputTokens, tokenIds = false }: OpenDatasetOptions): OpenedDataset {
  return {
    name: 'random',
    identity: { name: 'random' },
    sample: (spec) =>
      endlessRequests((index) => {
        const random = phaseRandom(spec).fork(spec.workload.distinct ? index : 'shared');
        const promptTokens = inputTokens?.draw(random.fork('input-length')) ?? spec.workload.prompt_tokens;
        const output = phaseRandom(spec).fork(index).fork('output-length');
        return makeRequest(spec, index, {
          input: tokenIds ? randomIds(spec, promptTokens, random) : randomText(spec, promptTokens, random),
          promptTokens,
          maxTokens: outputTokens?.draw(output) ?? spec.workload.output_tokens,
        });
      }),
  };
}

function randomIds({ tokenizer }: SampleSpec, length: number, random: Random): PromptInput {
  const { ids } = tokenPool(tokenizer);
  return { kind: 'token-ids', token_ids: Array.from({ length }, () => random.pick(ids)) };
}

function randomText({ tokenizer, workload }: SampleSpec, tokens: number, random: Random): PromptInput {
  const { words } = tokenPool(tokenizer);
  function* drawn(chance: Random): Generator<string, never> {
    for (;;) yield chance.pick(words);
  }
  return { kind: 'text', text: promptText({ tokens, words: drawn, random, tokenizer, workload: workload.name }) };
}
