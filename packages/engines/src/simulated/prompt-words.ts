import type { PromptInput } from '@sagellm/bench-protocol';
import { countWords, splitWords } from './simulated-words.ts';

/** Tokens of a prompt; `templateTokens` are added to a conversation. */
export function countPromptTokens(input: PromptInput, templateTokens: number): number {
  switch (input.kind) {
    case 'text':
      return countWords(input.text);
    case 'messages':
      return input.messages.reduce((sum, { content }) => sum + countWords(content), templateTokens);
    case 'token-ids':
      return input.token_ids.length;
    case 'texts':
      return input.texts.reduce((sum, text) => sum + countWords(text), 0);
  }
}

/** The prompt as a prefix cache sees it. */
export function promptWords(input: PromptInput): readonly string[] {
  switch (input.kind) {
    case 'text':
      return splitWords(input.text);
    case 'messages':
      return input.messages.flatMap(({ content }) => splitWords(content));
    case 'token-ids':
      return input.token_ids.map(String);
    case 'texts':
      return input.texts.flatMap(splitWords);
  }
}

/** Enough of a prompt to give different prompts different answers, whatever its length. */
export function promptTail(input: PromptInput): string {
  switch (input.kind) {
    case 'text':
      return input.text.slice(-256);
    case 'messages':
      return input.messages.at(-1)!.content.slice(-256);
    case 'token-ids':
      return input.token_ids.slice(-64).join(',');
    case 'texts':
      return input.texts.at(-1)!.slice(-256);
  }
}
