import type { PromptMessage, Tokenizer } from '@sagellm/bench-protocol';
import { hasEndlessRun } from '../requests/count-tokens.ts';
import type { Conversation } from './read-conversation.ts';

/** A request that a conversation gives. */
export type RecordedRequest = {
  messages: [PromptMessage, ...PromptMessage[]];
  promptTokens: number;
  outputTokens: number;
  turn: number;
};

export type LengthLimits = {
  minPromptTokens: number;
  maxPromptTokens: number;
  minOutputTokens: number;
  maxTotalTokens: number;
};

export type Choice = {
  limits: LengthLimits;
  allTurns: boolean;
  /** Draws the length of an answer; absent: it is the recorded one's. */
  drawOutput?: () => number;
  tokenizer: Tokenizer;
  /** Told of every question that is left out, with the reason. */
  onSkip: (reason: string) => void;
};

/** No token of a vocabulary in use stands for more characters: a longer text has too many tokens without counting. */
const LONGEST_TOKEN = 128;

/**
 * The first question of a conversation as a request, or every question with the recorded history before it. Questions
 * outside the limits are left out; a history that has become too long ends the conversation.
 */
export function conversationRequests(conversation: Conversation, choice: Choice): RecordedRequest[] {
  const { limits, allTurns, onSkip } = choice;
  const tooLong = `prompt over ${limits.maxPromptTokens} tokens`;
  const requests: RecordedRequest[] = [];
  const history: PromptMessage[] = [];
  let historyTokens = 0;
  const remember = (role: PromptMessage['role'], content: string): boolean => {
    const tokens = counted(content, limits.maxPromptTokens, choice.tokenizer);
    if (typeof tokens === 'string') onSkip(tokens === 'too long' ? tooLong : tokens);
    else {
      history.push({ role, content });
      historyTokens += tokens;
    }
    return typeof tokens === 'number';
  };

  if (conversation.system !== undefined && !remember('system', conversation.system)) return requests;
  for (const [turn, { user, answer }] of conversation.exchanges.slice(0, allTurns ? undefined : 1).entries()) {
    if (!remember('user', user)) break;
    const promptTokens = historyTokens;
    if (promptTokens > limits.maxPromptTokens) {
      onSkip(tooLong);
      break;
    }
    const messages = [...history] as RecordedRequest['messages'];
    const outputTokens = outputLength(answer, choice);
    const reason = typeof outputTokens === 'string' ? outputTokens : outside(promptTokens, outputTokens, choice);
    if (typeof outputTokens === 'number' && reason === undefined) {
      requests.push({ messages, promptTokens, outputTokens, turn });
    } else onSkip(reason!);
    if (!allTurns || answer === undefined || !remember('assistant', answer)) break;
  }
  return requests;
}

/** Tokens of the answer that is asked for, or why there is none. */
function outputLength(answer: string | undefined, { drawOutput, limits, tokenizer }: Choice): number | string {
  if (drawOutput) return drawOutput();
  if (answer === undefined || answer === '') return 'no recorded answer';
  const tokens = counted(answer, limits.maxTotalTokens, tokenizer);
  return tokens === 'too long' ? `prompt and answer over ${limits.maxTotalTokens} tokens` : tokens;
}

function outside(prompt: number, output: number, { limits, drawOutput }: Choice): string | undefined {
  if (prompt < limits.minPromptTokens) return `prompt under ${limits.minPromptTokens} tokens`;
  if (!drawOutput && output < limits.minOutputTokens) return `answer under ${limits.minOutputTokens} tokens`;
  if (prompt + output > limits.maxTotalTokens) return `prompt and answer over ${limits.maxTotalTokens} tokens`;
  return undefined;
}

function counted(text: string, limit: number, tokenizer: Tokenizer): number | string {
  if (text.length > limit * LONGEST_TOKEN) return 'too long';
  return hasEndlessRun(text) ? 'text without a break' : tokenizer.encode(text).length;
}
