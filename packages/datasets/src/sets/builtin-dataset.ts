import {
  type BenchmarkRequest,
  type Dataset,
  type PromptInput,
  type SampleSpec,
  usageError,
} from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import type { DatasetEntry } from '../dataset-entry.ts';
import { promptWords } from '../prompts/filler.ts';
import { distinctOpening } from '../prompts/opening.ts';
import { promptText } from '../prompts/prompt-text.ts';
import { turnLengths } from '../prompts/turn-lengths.ts';
import { endlessRequests } from '../requests/finite-requests.ts';
import { makeRequest, phaseRandom } from '../requests/make-request.ts';
import type { TokenLengths } from '../token-lengths/token-lengths.ts';
import { createSharedPrefixDataset } from './shared-prefix.ts';

type Lengths = { inputTokens?: TokenLengths; outputTokens?: TokenLengths };

export const builtinSet: DatasetEntry = {
  name: 'default',
  description: "English of the workload's lengths, each prompt with a beginning of its own",
  options: ['inputTokens', 'outputTokens'],
  open: (options) => ({ ...createBuiltinDataset(options), identity: { name: 'default' } }),
};

/** Requests made from the workload alone, with its own lengths. */
export const builtinDataset: Dataset = createBuiltinDataset();

/**
 * Requests made from the workload: seeded English of exactly `prompt_tokens` own tokens, or of drawn lengths, each prompt
 * with a beginning of its own (one prompt for all where `distinct` is false; a common prefix where the workload has a
 * `prefix_share`). Iterating again gives the same again.
 *
 * @throws BenchmarkError (usage) when a conversation has fewer tokens than turns; (fault) when a tokenizer allows no
 *   text of the exact length.
 */
function createBuiltinDataset(lengths: Lengths = {}): Dataset {
  return {
    name: 'default',
    sample(spec) {
      const { prefix_share: prefixShare } = spec.workload;
      if (prefixShare !== undefined && !lengths.inputTokens)
        return createSharedPrefixDataset({ ...lengths, prefixShare }).sample(spec);
      requireRoom(spec, lengths);
      return endlessRequests((index) => requestAt(spec, lengths, index));
    },
  };
}

function requestAt(spec: SampleSpec, { inputTokens, outputTokens }: Lengths, index: number): BenchmarkRequest {
  const { workload } = spec;
  const random = phaseRandom(spec).fork(workload.distinct ? index : 'shared');
  const promptTokens = inputTokens?.draw(random.fork('input-length')) ?? workload.prompt_tokens;
  return makeRequest(spec, index, {
    input: promptInput(spec, promptTokens, random),
    promptTokens,
    maxTokens: outputTokens?.draw(phaseRandom(spec).fork(index).fork('output-length')) ?? workload.output_tokens,
  });
}

function requireRoom({ workload }: SampleSpec, { inputTokens }: Lengths): void {
  const { length: turns } = workload.turns;
  const least = inputTokens?.min ?? workload.prompt_tokens;
  if (least >= turns) return;
  throw usageError(
    inputTokens
      ? `--input-tokens ${inputTokens.description}: ${least} tokens cannot fill the ${turns} turns of workload ${workload.name}`
      : `workload ${workload.name}: ${least} prompt tokens cannot fill ${turns} turns`,
    inputTokens ? `draw lengths of at least ${turns}` : `give prompt_tokens of at least ${turns}`,
  );
}

function promptInput(spec: SampleSpec, total: number, random: Random): PromptInput {
  const { turns } = spec.workload;
  if (turns.length === 1 && turns[0] === 'user') return { kind: 'text', text: turnText(spec, total, 0, random) };
  const lengths = turnLengths(total, turns);
  const messages = turns.map((role, turn) => ({ role, content: turnText(spec, lengths[turn]!, turn, random) }));
  return { kind: 'messages', messages };
}

/** Only the first turn needs an opening: a prefix cache compares from the start of the conversation. */
function turnText({ workload, tokenizer }: SampleSpec, tokens: number, turn: number, random: Random): string {
  return promptText({
    tokens,
    words: (chance) => promptWords(turn === 0 ? distinctOpening(chance) : [], workload.topic, chance),
    random: random.fork(turn),
    tokenizer,
    workload: workload.name,
  });
}
