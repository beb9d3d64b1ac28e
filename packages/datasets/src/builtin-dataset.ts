import {
  type BenchmarkRequest,
  type Dataset,
  faultError,
  type PromptInput,
  type SampleSpec,
  usageError,
} from '@sagellm/bench-protocol';
import { createRandom, type Random } from '@sagellm/bench-random';
import { exactText } from './prompts/exact-text.ts';
import { promptWords } from './prompts/filler.ts';
import { distinctOpening } from './prompts/opening.ts';
import { turnLengths } from './prompts/turn-lengths.ts';

/**
 * Requests made from the workload alone: seeded English of exactly `prompt_tokens` own tokens, each prompt with a
 * beginning of its own (one prompt for all where `distinct` is false). Iterating again gives the same requests again.
 *
 * @throws BenchmarkError (usage) when a conversation has fewer tokens than turns; (fault) when a tokenizer allows no
 *   text of the exact length.
 */
export const builtinDataset: Dataset = {
  name: 'default',
  sample: (spec) => ({
    *[Symbol.iterator]() {
      for (let index = 0; ; index++) yield requestAt(spec, index);
    },
  }),
};

function requestAt(spec: SampleSpec, index: number): BenchmarkRequest {
  const { workload } = spec;
  const stream = createRandom(spec.seed).fork(workload.name).fork(spec.phase);
  return {
    request_id: `${workload.name}${spec.phase === 'warmup' ? '-warmup' : ''}-${String(index).padStart(4, '0')}`,
    workload: workload.name,
    input: promptInput(spec, stream.fork(workload.distinct ? index : 'shared')),
    prompt_tokens: workload.prompt_tokens,
    max_tokens: workload.output_tokens,
    exact_output: spec.exactOutput,
    stream: workload.stream,
    sampling: { ...workload.sampling },
    ...(workload.kv_budget_tokens === undefined ? {} : { kv_budget_tokens: workload.kv_budget_tokens }),
  };
}

function promptInput(spec: SampleSpec, random: Random): PromptInput {
  const { turns, prompt_tokens: total, name } = spec.workload;
  if (turns.length === 1 && turns[0] === 'user') return { kind: 'text', text: turnText(spec, total, 0, random) };
  if (total < turns.length) {
    throw usageError(
      `workload ${name}: ${total} prompt tokens cannot fill ${turns.length} turns`,
      `give prompt_tokens of at least ${turns.length}`,
    );
  }
  const lengths = turnLengths(total, turns);
  const messages = turns.map((role, turn) => ({ role, content: turnText(spec, lengths[turn]!, turn, random) }));
  return { kind: 'messages', messages };
}

/** A text that cannot be brought to its length is begun anew with other words; more than once is not known to happen. */
const BEGINNINGS = 4;

/** Only the first turn needs an opening: a prefix cache compares from the start of the conversation. */
function turnText({ workload, tokenizer }: SampleSpec, tokens: number, turn: number, random: Random): string {
  for (let beginning = 0; beginning < BEGINNINGS; beginning++) {
    const chance = random.fork(turn).fork(beginning);
    const words = promptWords(turn === 0 ? distinctOpening(chance) : [], workload.topic, chance);
    const text = exactText(tokens, words, tokenizer);
    if (text !== undefined) return text;
  }
  throw faultError(
    `workload ${workload.name}: no text of exactly ${tokens} tokens found with tokenizer ${tokenizer.identity.name}`,
    'choose another --tokenizer, or another prompt length',
  );
}
