import type { SloClause } from '@sagellm/bench-protocol';

/** `<` is strict, `<=` includes the limit: 200 ms does not keep `ttft_ms<200`, but keeps `ttft_ms<=200`. */
export function isWithin(value: number, { limit, inclusive }: SloClause): boolean {
  return inclusive ? value <= limit : value < limit;
}
