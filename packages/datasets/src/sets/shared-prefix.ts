import { type SampleSpec, usageError } from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import type { DatasetEntry } from '../dataset-entry.ts';
import type { DatasetOptions } from '../dataset-options.ts';
import type { OpenedDataset } from '../opened-dataset.ts';
import { createIdFamily, createTextFamily, type PrefixFamily } from '../prompts/prefix-family.ts';
import { makeRequest, phaseRandom } from '../requests/make-request.ts';
import type { TokenLengths } from '../token-lengths/token-lengths.ts';

export const sharedPrefixSet: DatasetEntry = {
  name: 'shared-prefix',
  description: 'prompts that share a prefix of exact length',
  options: ['prefixTokens', 'prefixShare', 'prefixes', 'fanOut', 'suffixTokens', 'outputTokens', 'tokenIds'],
  open: createSharedPrefixDataset,
};

/** Where neither tokens nor share of the prefix are given: nine tenths of the prompt. */
const PREFIX_SHARE = 0.9;

/**
 * Prompts that begin alike: `prefixes` beginnings take turns; after `fanOut` requests each, new ones follow. Two prompts
 * of one prefix share its tokens exactly, and prompts of different prefixes share no more than any others.
 */
export function createSharedPrefixDataset(options: DatasetOptions): OpenedDataset {
  const { prefixTokens, prefixShare, prefixes = 1, fanOut = Number.POSITIVE_INFINITY, outputTokens } = options;
  if (prefixTokens !== undefined && prefixShare !== undefined) {
    throw usageError('--prefix-tokens and --prefix-share: both say how long the prefix is', 'give one of them');
  }
  return {
    name: 'shared-prefix',
    identity: { name: 'shared-prefix' },
    sample(spec) {
      const { prefix, suffix } = lengthsOf(spec, options);
      return {
        *[Symbol.iterator]() {
          const random = phaseRandom(spec);
          let families: PrefixFamily[] = [];
          for (let index = 0; ; index++) {
            const round = Math.floor(index / (prefixes * fanOut));
            const place = index % (prefixes * fanOut);
            if (place === 0) families = [];
            families[place % prefixes] ??= family(spec, options, prefix, random.fork(round).fork(place % prefixes));
            const chance = random.fork(index);
            const suffixTokens = suffix.draw(chance.fork('suffix-length'));
            yield makeRequest(spec, index, {
              input: families[place % prefixes]!.next(suffixTokens),
              promptTokens: prefix + suffixTokens,
              maxTokens: outputTokens?.draw(chance.fork('output-length')) ?? spec.workload.output_tokens,
            });
          }
        },
      };
    },
  };
}

function family(spec: SampleSpec, { tokenIds }: DatasetOptions, prefix: number, random: Random): PrefixFamily {
  return tokenIds ? createIdFamily(spec, prefix, random) : createTextFamily(spec, prefix, random);
}

type Lengths = { prefix: number; suffix: { draw: TokenLengths['draw'] } };

function lengthsOf({ workload }: SampleSpec, options: DatasetOptions): Lengths {
  const { prefixTokens, prefixShare = PREFIX_SHARE, suffixTokens } = options;
  const whole = workload.prompt_tokens;
  const prefix = prefixTokens ?? Math.floor(prefixShare * whole);
  const left = whole - prefix;
  if (prefix < 1) throw usageError(`workload ${workload.name}: a prefix of 0 tokens is none`, 'give --prefix-tokens');
  if (suffixTokens) return { prefix, suffix: suffixTokens };
  if (left >= 1) return { prefix, suffix: { draw: () => left } };
  throw usageError(
    `--prefix-tokens ${prefix}: workload ${workload.name} has prompts of ${whole} tokens, none are left behind the prefix`,
    'give --suffix-tokens, or a shorter prefix',
  );
}
