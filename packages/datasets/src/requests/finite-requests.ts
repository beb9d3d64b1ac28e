import type { BenchmarkRequest, SampleSpec } from '@sagellm/bench-protocol';

/**
 * The requests of a set that ends: the range that the caller gave, or all, the warm-up from the end so that it meets the
 * measured ones last.
 *
 * @param at makes the request of an item; `index` counts from 0 in this iteration
 */
export function finiteRequests(
  spec: SampleSpec,
  size: number,
  at: (item: number, index: number) => BenchmarkRequest,
): Iterable<BenchmarkRequest> {
  const { from, to = size } = spec.items ?? { from: 0 };
  const end = Math.min(to, size);
  const backwards = spec.items === undefined && spec.phase === 'warmup';
  return {
    *[Symbol.iterator]() {
      for (let index = 0; from + index < end; index++) yield at(backwards ? end - 1 - index : from + index, index);
    },
  };
}

/** The requests of a set without end. */
export function endlessRequests(at: (index: number) => BenchmarkRequest): Iterable<BenchmarkRequest> {
  return {
    *[Symbol.iterator]() {
      for (let index = 0; ; index++) yield at(index);
    },
  };
}
