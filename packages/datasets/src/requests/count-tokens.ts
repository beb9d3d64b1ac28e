import type { PromptInput, Tokenizer } from '@sagellm/bench-protocol';

/** Own tokens of a prompt: of all its texts together, without a chat template. */
export function countTokens(input: PromptInput, tokenizer: Tokenizer): number {
  const count = (text: string) => tokenizer.encode(text).length;
  switch (input.kind) {
    case 'text':
      return count(input.text);
    case 'messages':
      return input.messages.reduce((sum, { content }) => sum + count(content), 0);
    case 'token-ids':
      return input.token_ids.length;
    case 'texts':
      return input.texts.reduce((sum, text) => sum + count(text), 0);
  }
}

/** Letters, or signs, without a break. Byte pair encoders need the square of such a run's length: minutes at 128 KiB. */
export const RUN_LIMIT = 8192;

/** True for a text whose tokens no encoder counts in time: a run without a break over the limit, base64 for example. */
export function hasEndlessRun(text: string): boolean {
  if (text.length <= RUN_LIMIT) return false;
  for (const [run] of text.matchAll(/\p{L}+|[^\s\p{L}\p{N}]+/gu)) if (run.length > RUN_LIMIT) return true;
  return false;
}
