import type { Observation } from '@sagellm/bench-protocol';
import { judge } from '../reading/judge.ts';
import { Reading } from '../reading/reading.ts';
import { chooseBodyKind, collect } from '../reading/reply-body.ts';
import type { KeptRead, ReadAnswer } from './kept-answer.ts';

/** What must come out the same, and how it is called. */
const COUNTS: readonly (readonly [keyof Observation, string])[] = [
  ['status', 'outcome'],
  ['events', 'events'],
  ['tokenEvents', 'token events'],
  ['outputTokens', 'output tokens'],
  ['outputTokensSource', 'source of the count'],
  ['promptTokensUsage', 'prompt tokens'],
  ['cachedTokens', 'cached tokens'],
  ['reasoningTokens', 'reasoning tokens'],
  ['finishReason', 'finish reason'],
  ['short', 'short'],
  ['bodyBytes', 'bytes of the body'],
  ['firstEvent', 'first event, ms'],
  ['firstToken', 'first token, ms'],
  ['firstOutput', 'first output, ms'],
  ['lastToken', 'last token, ms'],
];

/**
 * Parses every event of an answer as JSON and judges it anew. Says what differs from what was made of it while it came,
 * or nothing.
 */
export function rereadAnswer(answer: ReadAnswer, reads: readonly KeptRead[]): string | undefined {
  const { observation: again, carried } = readFully(answer, reads);
  const { observation: before } = answer;
  const differences = COUNTS.filter(([key]) => before[key] !== again[key]).map(([key, name]) =>
    inWords(name, before[key], again[key]),
  );
  if (before.failure?.class !== again.failure?.class)
    differences.push(inWords('failure', before.failure?.class, again.failure?.class));
  if (answer.carried !== carried) differences.push(inWords('text', answer.carried, carried));
  if (!isSame(before.tokenTimes, again.tokenTimes)) differences.push('times of the tokens');
  if (!isSame(before.tokenWeights, again.tokenWeights)) differences.push('tokens of each event');
  return differences.length > 0 ? `${answer.request.request_id}: ${differences.join('; ')}` : undefined;
}

function readFully(answer: ReadAnswer, reads: readonly KeptRead[]): { observation: Observation; carried: boolean } {
  const reading = new Reading();
  reading.begin(answer.request, answer.endpoint, answer.started);
  reading.forced = answer.forced;
  reading.quirks = answer.quirks;
  reading.secret = answer.secret;
  // Who listens to the text has every event parsed.
  reading.listener = () => {};
  reading.sent = answer.sent;
  reading.status = answer.status;
  reading.contentType = answer.contentType;
  if (answer.status !== undefined) reading.bodyKind = chooseBodyKind(reading, answer.status, answer.contentType);
  for (const { at, bytes } of reads) {
    reading.lastRead = at;
    reading.bodyBytes += bytes.length;
    if (reading.bodyKind === 'events') reading.framing.feed(at, bytes);
    else collect(reading, bytes);
  }
  const { stampSource } = answer.observation;
  const observation = judge(reading, answer.ending, { stampSource, countTokens: undefined });
  return { observation, carried: reading.carried };
}

function inWords(name: string, before: unknown, again: unknown): string {
  return `${name} ${before ?? 'none'}, by a full parse ${again ?? 'none'}`;
}

function isSame(some: readonly number[] | undefined, others: readonly number[] | undefined): boolean {
  return some?.length === others?.length && (some ?? []).every((value, i) => value === others![i]);
}
