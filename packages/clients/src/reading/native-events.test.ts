import { describe, expect, it } from 'vitest';
import { events, readPieces } from '../../tests/read-pieces.ts';

const read = (...pieces: string[]) => readPieces({ pieces });
const start = { event: 'start', prompt_tokens: 7 };
const sageDelta = (content: string, ids: number[]) => ({ event: 'delta', content, content_tokens: ids });
const end = (ids: number[], more: object = {}) => ({
  event: 'end',
  prompt_tokens: 7,
  content: '',
  output_tokens: ids,
  finish_reason: 'length',
  metrics: { ttft_ms: 0.1, prefix_hit_rate: 0, peak_mem_mb: 0 },
  error: null,
  ...more,
});

describe('sageLLM’s own stream', () => {
  it('counts by ids, at the moments of the deltas, and takes none of its zeros', () => {
    const seen = read(
      events(start),
      events(sageDelta('a', [1])),
      events(sageDelta('', [2])),
      events(sageDelta('bc', [3, 4])),
      events(end([1, 2, 3, 4]), '[DONE]'),
    );
    expect(seen).toMatchObject({
      status: 'completed',
      text: 'abc',
      promptTokensUsage: 7,
      outputTokens: 4,
      outputTokensSource: 'token-ids',
      tokenTimes: [2, 3, 4],
      tokenWeights: [1, 1, 2],
      finishReason: 'length',
    });
    expect([seen.cachedTokens, seen.remarks]).toEqual([undefined, undefined]);
  });

  it('believes the end event where it lists other tokens than came, and says so', () => {
    const seen = read(events(start, sageDelta('a', [1]), end([1, 2, 3]), '[DONE]'));
    expect([seen.outputTokens, seen.remarks]).toEqual([3, ['the end event lists 3 tokens, the deltas brought 1']]);
  });

  it.each([
    ['text', 'list index out of range', 'list index out of range'],
    ['an object', { message: 'out of memory', code: 'OOM' }, 'out of memory'],
  ])('fails with an end whose error is %s', (_, error, message) => {
    const seen = read(events(start, sageDelta('a', [1]), end([1], { error }), '[DONE]'));
    expect(seen.failure).toMatchObject({ class: 'stream-error', message });
  });

  it('is cut where it has no end, and empty where it brings nothing', () => {
    expect(read(events(start, sageDelta('a', [1]))).failure?.class).toBe('truncated');
    expect(read(events(start, end([]), '[DONE]')).failure?.class).toBe('empty');
  });
});

describe('LMDeploy’s /generate', () => {
  it('adds nothing up: the counts are cumulative, text and ids are those of the event', () => {
    const step = (text: string, ids: number[], total: number, finish: object | null = null) => ({
      text,
      output_ids: ids,
      meta_info: { prompt_tokens: 2, completion_tokens: total, finish_reason: finish },
    });
    const seen = read(
      events(step('a', [1], 1)),
      events(step('bc', [2, 3], 3)),
      events(step('', [], 3, { type: 'stop' }), '[DONE]'),
    );
    expect(seen).toMatchObject({
      text: 'abc',
      promptTokensUsage: 2,
      outputTokens: 3,
      tokenWeights: [1, 2],
      tokenTimes: [1, 2],
      finishReason: 'stop',
    });
  });
});

describe('llama.cpp’s /completion', () => {
  const step = (content: string, predicted: number, more: object = {}) => ({
    content,
    stop: false,
    tokens_predicted: predicted,
    tokens_evaluated: 4,
    ...more,
  });

  it.each([
    ['with the ids', [[1], [2, 3], []]],
    ['without return_tokens, where the lists are empty', [[], [], []]],
    ['without any list', [undefined, undefined, undefined]],
  ])('counts each event, %s', (_, tokens) => {
    const seen = read(
      events(step('a', 1, { tokens: tokens[0] })),
      events(step('bc', 3, { tokens: tokens[1] })),
      events(step('', 3, { tokens: tokens[2], stop: true, stop_type: 'limit' })),
    );
    expect(seen).toMatchObject({
      status: 'completed',
      promptTokensUsage: 4,
      outputTokens: 3,
      outputTokensSource: 'usage',
      tokenWeights: [1, 2],
      finishReason: 'length',
    });
  });

  it.each([
    ['eos', 'stop'],
    ['word', 'stop'],
    ['limit', 'length'],
  ])('stop_type %s is finish_reason %s', (type, reason) => {
    const seen = read(events(step('a', 1), step('', 1, { stop: true, stop_type: type })));
    expect(seen.finishReason).toBe(reason);
  });
});
