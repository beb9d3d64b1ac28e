import { isObject, isText, tokenCount } from '../reading/json-shapes.ts';

/** A chunk that brings text of an answer and nothing else, but for a running count of tokens. */
export type PlainChunk = {
  /** Where its text is. */
  textKey: 'content' | 'text';
  /** The counts of its usage, where it has one. */
  counts: readonly CountKey[];
};

export type CountKey = 'prompt_tokens' | 'completion_tokens' | 'total_tokens';
const COUNTS: readonly CountKey[] = ['prompt_tokens', 'completion_tokens', 'total_tokens'];

/**
 * Is this chunk plain? Only what is known to say nothing else may be: one choice, not finished, with text in the usual
 * place, no token ids, no details of usage, no timings, no error.
 */
export function plainChunk(chunk: unknown): PlainChunk | undefined {
  if (!isObject(chunk) || chunk.object === 'error' || isSomething(chunk.error) || isSomething(chunk.timings)) {
    return undefined;
  }
  const choice = Array.isArray(chunk.choices) && chunk.choices.length === 1 ? chunk.choices[0] : undefined;
  if (!isObject(choice) || (choice.index ?? 0) !== 0 || isSomething(choice.finish_reason)) return undefined;
  if (isSomething(choice.token_ids) || isSomething(choice.output_ids)) return undefined;
  const counts = countsOf(chunk.usage);
  if (!counts) return undefined;
  if (isObject(choice.delta)) return isText(choice.delta.content) ? { textKey: 'content', counts } : undefined;
  return isText(choice.text) && !isSomething(choice.delta) ? { textKey: 'text', counts } : undefined;
}

function countsOf(usage: unknown): readonly CountKey[] | undefined {
  if (!isSomething(usage)) return [];
  if (!isObject(usage)) return undefined;
  const known = COUNTS.filter((key) => tokenCount(usage[key]) !== undefined);
  const isAll = Object.entries(usage).every(([key, value]) => known.includes(key as CountKey) || value === null);
  return isAll && known.includes('completion_tokens') ? known : undefined;
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null;
}
