import { isObject, tokenCount } from './json-shapes.ts';

/** What the server counted. Kept over all chunks that carry a usage; a later zero never undoes a count. */
export class UsageCount {
  promptTokens: number | undefined = undefined;
  completionTokens: number | undefined = undefined;
  cachedTokens: number | undefined = undefined;
  reasoningTokens: number | undefined = undefined;

  reset(): void {
    this.promptTokens = undefined;
    this.completionTokens = undefined;
    this.cachedTokens = undefined;
    this.reasoningTokens = undefined;
  }

  /**
   * Usage is cumulative where it comes more than once, so it is never added up; some servers send zeros on every
   * chunk but the last, so the largest wins.
   */
  read(usage: Record<string, unknown>): void {
    this.promptTokens = larger(this.promptTokens, tokenCount(usage.prompt_tokens));
    this.completionTokens = larger(this.completionTokens, tokenCount(usage.completion_tokens));
    if (isObject(usage.prompt_tokens_details)) {
      this.cachedTokens = larger(this.cachedTokens, tokenCount(usage.prompt_tokens_details.cached_tokens));
    }
    if (isObject(usage.completion_tokens_details)) {
      this.reasoningTokens = larger(this.reasoningTokens, tokenCount(usage.completion_tokens_details.reasoning_tokens));
    }
  }

  /** The same of counts alone; below 0 is none. */
  count(promptTokens: number, completionTokens: number): void {
    if (promptTokens >= 0) this.promptTokens = larger(this.promptTokens, promptTokens);
    if (completionTokens >= 0) this.completionTokens = larger(this.completionTokens, completionTokens);
  }
}

/** llama.cpp's own counts, in the words of a usage; its prompt tokens leave out those from the cache. */
export function usageOfTimings(timings: Record<string, unknown>): Record<string, unknown> {
  const fresh = tokenCount(timings.prompt_n);
  const cached = tokenCount(timings.cache_n);
  return {
    completion_tokens: timings.predicted_n,
    prompt_tokens: fresh === undefined || cached === undefined ? undefined : fresh + cached,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function larger(known: number | undefined, heard: number | undefined): number | undefined {
  if (known === undefined || heard === undefined) return known ?? heard;
  return Math.max(known, heard);
}
