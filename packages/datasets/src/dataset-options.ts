import type { Tokenizer } from '@sagellm/bench-protocol';
import type { TokenLengths } from './token-lengths/token-lengths.ts';

/** What a person can choose about a dataset. Each set takes some of it and refuses the rest. */
export type DatasetOptions = {
  file?: string;
  /** Lengths of prompts (of each text, of each user's turn); absent: the workload's. */
  inputTokens?: TokenLengths;
  /** Lengths of answers; absent: those of the file, or the workload's. */
  outputTokens?: TokenLengths;
  tokenIds?: boolean;
  conversation?: 'first-turn' | 'all-turns';
  minPromptTokens?: number;
  maxPromptTokens?: number;
  minOutputTokens?: number;
  maxTotalTokens?: number;
  prefixTokens?: number;
  prefixShare?: number;
  prefixes?: number;
  fanOut?: number;
  suffixTokens?: TokenLengths;
  turns?: TokenLengths;
  sessions?: number;
  thinkMs?: TokenLengths;
  batchSize?: number;
};
export type DatasetOptionName = keyof DatasetOptions;

/** What opening needs besides: not part of a dataset's identity. */
export type OpenDatasetOptions = DatasetOptions & {
  tokenizer: Tokenizer;
  seed: number;
  /** Requests that the run will take, warm-up included. A file is examined until so many are found; absent: all of it. */
  count?: number;
  signal?: AbortSignal;
};

type OptionFacts = {
  flag: string;
  kind: 'file' | 'lengths' | 'count' | 'share' | 'switch' | 'choice';
  choices?: readonly string[];
  description: string;
};

/** The options as a command line offers them. */
export const datasetOptions: Readonly<Record<DatasetOptionName, OptionFacts>> = {
  file: { flag: '--dataset-file', kind: 'file', description: 'the file that holds the prompts' },
  inputTokens: { flag: '--input-tokens', kind: 'lengths', description: 'lengths of prompts' },
  outputTokens: { flag: '--output-tokens', kind: 'lengths', description: 'lengths of answers' },
  tokenIds: { flag: '--token-ids', kind: 'switch', description: 'send token ids (completions route)' },
  conversation: {
    flag: '--conversation',
    kind: 'choice',
    choices: ['first-turn', 'all-turns'],
    description: 'the first question only, or every one with the recorded answers before it',
  },
  minPromptTokens: { flag: '--min-prompt-tokens', kind: 'count', description: 'leave out shorter prompts' },
  maxPromptTokens: { flag: '--max-prompt-tokens', kind: 'count', description: 'leave out longer prompts' },
  minOutputTokens: { flag: '--min-output-tokens', kind: 'count', description: 'leave out shorter recorded answers' },
  maxTotalTokens: { flag: '--max-total-tokens', kind: 'count', description: 'leave out longer prompt and answer' },
  prefixTokens: { flag: '--prefix-tokens', kind: 'count', description: 'tokens that prompts share' },
  prefixShare: { flag: '--prefix-share', kind: 'share', description: 'shared part of the workload’s prompt length' },
  prefixes: { flag: '--prefixes', kind: 'count', description: 'how many prefixes take turns' },
  fanOut: { flag: '--fan-out', kind: 'count', description: 'requests per prefix, then come new prefixes' },
  suffixTokens: { flag: '--suffix-tokens', kind: 'lengths', description: 'own tokens behind the prefix' },
  turns: { flag: '--turns', kind: 'lengths', description: 'questions per conversation' },
  sessions: { flag: '--sessions', kind: 'count', description: 'conversations side by side' },
  thinkMs: { flag: '--think-ms', kind: 'lengths', description: 'pause before each question but the first' },
  batchSize: { flag: '--batch-size', kind: 'count', description: 'texts per embeddings request' },
};
