import type { BenchmarkRequest, SampleSpec } from '@sagellm/bench-protocol';
import type { OpenedDataset } from '../opened-dataset.ts';
import { promptWords } from '../prompts/filler.ts';
import { distinctOpening } from '../prompts/opening.ts';
import { promptText } from '../prompts/prompt-text.ts';
import { makeRequest, phaseRandom } from '../requests/make-request.ts';
import type { Trace } from './trace.ts';

/**
 * The requests of a trace, in its order: seeded English of exactly its prompt lengths, each with a beginning of its own.
 * The prompts themselves are in no trace; what they shared is not reproduced. Warm-up takes the same lengths, with other
 * prompts.
 */
export function traceDataset(trace: Trace): OpenedDataset {
  const { fileName, sha256, items, skipped } = trace;
  const rows = trace.momentsMs.length;
  return {
    name: 'trace',
    identity: {
      name: 'trace',
      file_name: fileName,
      file_sha256: sha256,
      items,
      ...(Object.keys(skipped).length > 0 ? { skipped: { ...skipped } } : {}),
    },
    sample: (spec) => ({
      *[Symbol.iterator]() {
        for (let index = 0; spec.phase === 'warmup' || index < rows; index++) yield requestAt(trace, spec, index);
      },
    }),
  };
}

function requestAt(trace: Trace, spec: SampleSpec, index: number): BenchmarkRequest {
  const { workload, tokenizer } = spec;
  const row = index % trace.momentsMs.length;
  const promptTokens = trace.inputTokens[row]!;
  const text = promptText({
    tokens: promptTokens,
    words: (chance) => promptWords(distinctOpening(chance), workload.topic, chance),
    random: phaseRandom(spec).fork(index),
    tokenizer,
    workload: workload.name,
  });
  return makeRequest(spec, index, {
    input: { kind: 'text', text },
    promptTokens,
    maxTokens: trace.outputTokens[row]!,
  });
}
