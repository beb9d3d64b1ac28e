import { type PromptInput, type SampleSpec, usageError } from '@sagellm/bench-protocol';
import type { OpenedDataset } from '../opened-dataset.ts';
import { distinctOpening } from '../prompts/opening.ts';
import { countTokens } from '../requests/count-tokens.ts';
import { endlessRequests } from '../requests/finite-requests.ts';
import { makeRequest, phaseRandom } from '../requests/make-request.ts';
import type { WorkloadFileEntry } from '../workload-files/read-workload-file.ts';

/**
 * The prompts of a workload file as they were written. One prompt serves all requests of its workload; where the workload
 * is `distinct`, a few made-up words stand before it, others each time.
 */
export function workloadFileDataset(entries: readonly WorkloadFileEntry[]): OpenedDataset {
  const prompts = new Map(entries.map(({ workload, prompt }) => [workload.name, prompt]));
  return {
    name: 'workload-file',
    identity: { name: 'workload-file', items: prompts.size },
    sample: (spec) =>
      endlessRequests((index) => {
        const input = promptOf(spec, prompts, index);
        return makeRequest(spec, index, {
          input,
          promptTokens: countTokens(input, spec.tokenizer),
          maxTokens: spec.workload.output_tokens,
        });
      }),
  };
}

function promptOf(spec: SampleSpec, prompts: ReadonlyMap<string, string>, index: number): PromptInput {
  const { name, distinct } = spec.workload;
  const prompt = prompts.get(name);
  if (prompt === undefined) {
    throw usageError(
      `workload ${name}: the workload file has no prompt for it`,
      `it has ${[...prompts.keys()].join(', ')}`,
    );
  }
  const opening = distinct ? `${distinctOpening(phaseRandom(spec).fork(index)).join(' ')} ` : '';
  return { kind: 'text', text: opening + prompt };
}
