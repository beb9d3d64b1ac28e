import type { EngineObservation, RequestRecord } from '@sagellm/bench-protocol';
import { completedOf } from './measured-records.ts';

type Told = { value?: number; note: string };

/**
 * Prefix hit rate: Σ cached ÷ Σ prompt tokens, both by the server's usage, when every completed answer told both.
 *
 * Where only some told, the engine's counters are taken instead: servers leave the field out when nothing was cached, so
 * a rate over those that told would be far too good. Absent, with the reason, where neither says enough.
 *
 * 512 and 0 cached of 601 and 601: 0.426.
 */
export function prefixHitRate(
  records: readonly RequestRecord[],
  observation: EngineObservation | undefined,
): Told | undefined {
  const completed = completedOf(records);
  if (completed.length === 0) return undefined;
  const { told, cached, prompt } = cachedTokens(records);
  if (told === completed.length && prompt > 0) {
    return cached <= prompt
      ? { value: cached / prompt, note: 'cached ÷ prompt tokens by the usage of every answer' }
      : { note: `the server counted more cached tokens (${cached}) than prompt tokens (${prompt})` };
  }
  if (observation?.prefix_hit_rate !== undefined) {
    return {
      value: observation.prefix_hit_rate,
      note: observation.sources.prefix_hit_rate ?? 'told by the engine',
    };
  }
  return {
    note:
      told === 0
        ? 'neither the answers nor the engine told cached tokens'
        : `only ${told} of ${completed.length} answers told cached tokens; a rate over them alone would be too good`,
  };
}

/** Sums over the completed answers that told both counts. */
export function cachedTokens(records: readonly RequestRecord[]): { told: number; cached: number; prompt: number } {
  const sums = { told: 0, cached: 0, prompt: 0 };
  for (const { cached_tokens, prompt_tokens_usage } of completedOf(records)) {
    if (cached_tokens === undefined || prompt_tokens_usage === undefined) continue;
    sums.told++;
    sums.cached += cached_tokens;
    sums.prompt += prompt_tokens_usage;
  }
  return sums;
}
