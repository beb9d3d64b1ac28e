import type { RequestRecord } from '@sagellm/bench-protocol';

/**
 * Template tokens (`template_tokens`): prompt tokens by the server's usage − own prompt tokens.
 *
 * 128 own tokens, 141 by usage: 13. Constant for one shape of conversation when the tokenizer is the model's own; below
 * 0 the tokenizers differ. Absent where the server did not count.
 */
export function templateTokens(record: RequestRecord): number | undefined {
  return record.prompt_tokens_usage === undefined ? undefined : record.prompt_tokens_usage - record.prompt_tokens;
}
