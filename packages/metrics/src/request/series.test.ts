import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completed, NO_TIMES, TokenFile } from '../../__fixtures__/make-record.ts';
import { interChunkLatency } from './inter-chunk-latency.ts';
import { interTokenLatency } from './inter-token-latency.ts';
import { timeBetweenTokens } from './time-between-tokens.ts';
import { timePerOutputToken } from './time-per-output-token.ts';
import { timeToFirstToken } from './time-to-first-token.ts';

/** A record whose events came at these milliseconds since the send. */
function answer(
  times_ms: number[],
  { weights, ...changes }: Parameters<typeof completed>[0] & { weights?: number[] } = {},
) {
  const file = new TokenFile();
  file.add([9, 9, 9]); // another request's times come first in the file
  const token_times = file.add(times_ms.map((time) => Math.round(time * 1000)));
  const token_weights = weights && file.add(weights);
  const record = completed({
    first_token_ms: 100 + times_ms[0]!,
    last_token_ms: 100 + times_ms.at(-1)!,
    end_ms: 101 + times_ms.at(-1)!,
    output_tokens: weights ? weights.reduce((a, b) => a + b, 0) : times_ms.length,
    max_tokens: 1000,
    ...changes,
    token_times,
    token_weights,
  });
  return { record, times: file.array };
}

test('one token per event and read: ITL and ICL are the gaps', () => {
  const { record, times } = answer([50, 60, 75, 80]);
  expect(interTokenLatency(record, times)).toEqual({ series: [10, 15, 5], amortised: false, divided: true });
  expect(interChunkLatency(record, times)).toEqual([10, 15, 5]);
  expect(timeBetweenTokens(record, times)).toBe(10);
  expect(timePerOutputToken(record)).toBe(10);
});

test('events of one read share its gap, when the server says that each is a token; none is 0', () => {
  const { record, times } = answer([50, 60, 60, 80]);
  expect(interTokenLatency(record, times)).toEqual({ series: [5, 5, 20], amortised: true, divided: true });
  expect(interChunkLatency(record, times)).toEqual([10, 20]);
});

test('weights divide a gap over the tokens of the later read, one value per token', () => {
  const { record, times } = answer([50, 70, 90], { weights: [1, 4, 2] });
  expect(interTokenLatency(record, times)).toEqual({ series: [5, 5, 5, 5, 10, 10], amortised: true, divided: true });
  expect(timeBetweenTokens(record, times)).toBeCloseTo(40 / 6, 12);
});

test('weights of events in one read add up', () => {
  const { record, times } = answer([50, 80, 80], { weights: [1, 1, 2] });
  expect(interTokenLatency(record, times)?.series).toEqual([10, 10, 10]);
});

test('tokens that come with the first have no gap', () => {
  const { record, times } = answer([50, 50, 60], { weights: [2, 1, 1] });
  expect(interTokenLatency(record, times)).toEqual({ series: [10], amortised: false, divided: true });
});

test('a read that brought no token by the server’s count gives its time to the next', () => {
  const { record, times } = answer([50, 55, 60, 70], { weights: [1, 0, 1, 0] });
  expect(interTokenLatency(record, times)?.series).toEqual([10]);
});

test.each([
  ['the usage says more tokens than events', { output_tokens: 5 }],
  ['only a tokenizer counted', { output_tokens_source: 'tokenizer' as const }],
  ['only events were counted', { output_tokens_source: 'events' as const }],
  ['nobody counted', { output_tokens: undefined, output_tokens_source: undefined }],
])('where %s, ITL is ICL, undivided', (_, changes) => {
  const { record, times } = answer([50, 60, 60, 80], changes);
  expect(interTokenLatency(record, times)).toEqual({ series: [10, 20], amortised: false, divided: false });
});

test('token ids are a server count as good as usage', () => {
  const { record, times } = answer([50, 60, 60, 80], { output_tokens_source: 'token-ids' });
  expect(interTokenLatency(record, times)?.series).toEqual([5, 5, 20]);
});

test('weights that add up to more than was allowed are not used', () => {
  const { record, times } = answer([50, 60], { weights: [1, 4_000_000_000], output_tokens: 2, max_tokens: 2 });
  expect(interTokenLatency(record, times)).toEqual({ series: [10], amortised: false, divided: true });
});

test('an answer in one read has an empty series and no mean', () => {
  const { record, times } = answer([50, 50, 50]);
  expect(interTokenLatency(record, times)?.series).toEqual([]);
  expect(interChunkLatency(record, times)).toEqual([]);
  expect(timeBetweenTokens(record, times)).toBeUndefined();
});

test('one token has an empty series', () => {
  const { record, times } = answer([50]);
  expect(interTokenLatency(record, times)?.series).toEqual([]);
  expect(timeBetweenTokens(record, times)).toBeUndefined();
});

test('without token times, with an empty list, or with a file too short, there is no series', () => {
  expect(interTokenLatency(completed(), NO_TIMES)).toBeUndefined();
  expect(interChunkLatency(completed(), NO_TIMES)).toBeUndefined();
  expect(interTokenLatency(completed({ token_times: { offset: 0, count: 0 } }), NO_TIMES)).toBeUndefined();
  const { record, times } = answer([50, 60]);
  expect(interTokenLatency(record, times.subarray(0, times.length - 1))).toBeUndefined();
});

test('token times that run backwards are no series', () => {
  const { record, times } = answer([50, 60, 55]);
  expect(interTokenLatency(record, times)).toBeUndefined();
});

const stream = fc.array(
  fc.record({ gap_us: fc.integer({ min: 0, max: 100_000 }), weight: fc.integer({ min: 1, max: 5 }) }),
  { minLength: 1, maxLength: 40 },
);

test('TTFT and all of ITL add up to the time from send to last token, and no gap is 0', () => {
  fc.assert(
    fc.property(stream, fc.boolean(), (events, weighted) => {
      let at = 0;
      const times_ms = events.map(({ gap_us }) => {
        at += gap_us;
        return (1000 + at) / 1000;
      });
      const weights = events.map(({ weight }) => weight);
      const { record, times } = answer(times_ms, weighted ? { weights } : {});
      const series = interTokenLatency(record, times)!.series;
      const sum = series.reduce((total, gap) => total + gap, 0);
      expect(timeToFirstToken(record)! + sum).toBeCloseTo(record.last_token_ms! - record.sent_ms!, 6);
      expect(series.every((gap) => gap > 0)).toBe(true);

      const first = times_ms.filter((time) => time === times_ms[0]).length;
      const tokensAfterFirstRead = (weighted ? weights : weights.map(() => 1)).slice(first).reduce((a, b) => a + b, 0);
      expect(series).toHaveLength(tokensAfterFirstRead);
    }),
  );
});

test('with one token in the first read, TBT is TPOT', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 40 }), (gaps_us) => {
      const times_us = [1000];
      for (const gap of gaps_us) times_us.push(times_us.at(-1)! + gap);
      const times_ms = times_us.map((time) => time / 1000);
      const { record, times } = answer(times_ms);
      expect(timeBetweenTokens(record, times)).toBeCloseTo(timePerOutputToken(record)!, 6);
    }),
  );
});
