import type { Engine, EngineEvent, EngineRequest } from '@sagellm/bench-protocol';
import { TINY_LLAMA } from '../src/tiny-model/tiny-llama.ts';
import { tinyVocabulary } from '../src/tiny-model/tiny-vocabulary.ts';

/** A greedy request for exactly `max_tokens` tokens unless overridden. */
export function requestFor(text: string, override: Partial<EngineRequest> = {}): EngineRequest {
  return {
    request_id: text,
    input: { kind: 'text', text },
    max_tokens: 16,
    min_tokens: 0,
    ignore_eos: true,
    stop: [],
    sampling: {},
    ...override,
  };
}

export type Answer = {
  text: string;
  tokenIds: number[];
  start: Extract<EngineEvent, { type: 'start' }>;
  end: Extract<EngineEvent, { type: 'end' }>;
};

export async function answerOf(engine: Engine, request: EngineRequest, signal?: AbortSignal): Promise<Answer> {
  const events: EngineEvent[] = [];
  for await (const event of engine.generate(request, signal ? { signal } : {})) events.push(event);
  const tokens = events.filter((event) => event.type === 'token');
  return {
    text: tokens.map((event) => event.text).join(''),
    tokenIds: tokens.map((event) => event.token_id),
    start: events[0] as Answer['start'],
    end: events.at(-1) as Answer['end'],
  };
}

const vocabulary = tinyVocabulary(TINY_LLAMA.vocabulary);
/** Whole words with the space before them. */
const spacedWords = vocabulary.tokens.filter((token) => token.startsWith('Ġ') && token.length > 1);

/** A text of `count` tokens of the tiny model. Another `first` gives another beginning. */
export function words(count: number, first = 0): string {
  return Array.from({ length: count }, (_, index) => {
    return spacedWords[(first * 37 + index * 11) % spacedWords.length]!.replace('Ġ', ' ');
  }).join('');
}
