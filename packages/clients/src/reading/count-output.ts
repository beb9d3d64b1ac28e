import type { TokenCountSource } from '@sagellm/bench-protocol';
import type { Reading } from './reading.ts';

/** Largest share by which two counts may differ unnoticed; one token is allowed, because engines differ on the end token. */
const TOLERANCE = 0.02;

export type OutputCount = { tokens: number; source: TokenCountSource };

/**
 * How many tokens came, by the most trustworthy voice: the server's usage, the token ids it sent, a tokenizer, and
 * only then the events, which know nothing of tokens without text or of several in one event.
 */
export function countOutput(
  reading: Reading,
  countTokens: ((text: string) => number) | undefined,
): OutputCount | undefined {
  // Some servers send zeros until the end, which an interrupted stream never reaches.
  const byUsage = reading.carried ? reading.usage.completionTokens || undefined : reading.usage.completionTokens;
  const byIds = reading.tokenIds;
  const byTokenizer = countTokens && reading.text !== '' ? countTokens(reading.text) : undefined;
  if (byUsage !== undefined) {
    compare(reading, byUsage, byIds, 'token ids');
    compare(reading, byUsage, byTokenizer, 'the tokenizer');
    compare(reading, byUsage, sum(reading.tokens.knownWeights()), 'the counts of the events');
    return { tokens: byUsage, source: 'usage' };
  }
  if (byIds !== undefined) return { tokens: byIds, source: 'token-ids' };
  // Where each text is one token, a tokenizer that sees only their sum knows less.
  if (byTokenizer !== undefined && !reading.quirks.tokenPerText) return { tokens: byTokenizer, source: 'tokenizer' };
  if (reading.tokens.count > 0) return { tokens: reading.tokens.count, source: 'events' };
  return undefined;
}

function compare(reading: Reading, usage: number, other: number | undefined, whose: string): void {
  if (other === undefined) return;
  const difference = Math.abs(usage - other);
  if (difference > 1 && difference > TOLERANCE * usage) {
    reading.remarks.add(`usage says ${usage} output tokens, ${whose} ${other}`);
  }
}

function sum(weights: readonly number[] | undefined): number | undefined {
  return weights?.reduce((total, weight) => total + weight, 0);
}
