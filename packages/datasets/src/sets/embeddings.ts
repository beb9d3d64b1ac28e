import type { DatasetEntry } from '../dataset-entry.ts';
import type { OpenDatasetOptions } from '../dataset-options.ts';
import type { OpenedDataset } from '../opened-dataset.ts';
import { promptWords } from '../prompts/filler.ts';
import { distinctOpening } from '../prompts/opening.ts';
import { promptText } from '../prompts/prompt-text.ts';
import { endlessRequests } from '../requests/finite-requests.ts';
import { makeRequest, phaseRandom } from '../requests/make-request.ts';

export const embeddingsSet: DatasetEntry = {
  name: 'embeddings',
  description: 'texts for the embeddings route, several a request',
  options: ['inputTokens', 'batchSize'],
  open: openEmbeddings,
};

/** Texts for the embeddings route, `batchSize` a request, each of the drawn length and with a beginning of its own. */
function openEmbeddings({ inputTokens, batchSize = 1 }: OpenDatasetOptions): OpenedDataset {
  return {
    name: 'embeddings',
    identity: { name: 'embeddings' },
    sample: (spec) =>
      endlessRequests((index) => {
        const { workload, tokenizer } = spec;
        const random = phaseRandom(spec).fork(workload.distinct ? index : 'shared');
        const lengths = Array.from(
          { length: batchSize },
          (_, place) => inputTokens?.draw(random.fork(place).fork('input-length')) ?? workload.prompt_tokens,
        );
        const texts = lengths.map((tokens, place) =>
          promptText({
            tokens,
            words: (chance) => promptWords(distinctOpening(chance), workload.topic, chance),
            random: random.fork(place),
            tokenizer,
            workload: workload.name,
          }),
        );
        const promptTokens = lengths.reduce((sum, tokens) => sum + tokens, 0);
        const request = makeRequest(spec, index, { input: { kind: 'texts', texts }, promptTokens, maxTokens: 1 });
        // Nothing is generated: no answer to stream, to force or to sample.
        return { ...request, exact_output: false, stream: false, sampling: {} };
      }),
  };
}
