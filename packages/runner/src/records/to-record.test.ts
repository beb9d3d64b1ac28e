import { type Observation, RequestRecord } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { request } from '../../tests/sample-data.ts';
import { toRecord } from './to-record.ts';

const convert = (observation: Partial<Observation>, runStart = 0) =>
  toRecord({
    observation: { status: 'completed', stampSource: 'socket', ...observation },
    request: request('r-0'),
    endpoint: 'completions',
    workload: 'W',
    index: 7,
    phase: 'measured',
    runStart,
  });

describe('a record', () => {
  it('holds run-relative milliseconds to the microsecond, and only what was seen', () => {
    const { record, tokenTimes, tokenWeights } = convert(
      { sent: 1000.1234567, headers: 1001.5, end: 1002, connectMs: 0.12345, httpStatus: 200 },
      1000,
    );
    expect(record).toStrictEqual({
      status: 'completed',
      request_id: 'r-0',
      workload: 'W',
      index: 7,
      phase: 'measured',
      endpoint: 'completions',
      stream: true,
      stamp_source: 'socket',
      sent_ms: 0.123,
      connect_ms: 0.123,
      headers_ms: 1.5,
      end_ms: 2,
      prompt_tokens: 8,
      max_tokens: 4,
      exact_output: true,
      http_status: 200,
    });
    expect(tokenTimes).toBeUndefined();
    expect(tokenWeights).toBeUndefined();
  });

  it('carries everything that an observation can hold', () => {
    const observation: Required<Omit<Observation, 'failure' | 'reason'>> = {
      status: 'completed',
      stampSource: 'native',
      connectMs: 1,
      sent: 1,
      headers: 2,
      firstEvent: 3,
      firstToken: 4,
      firstOutput: 5,
      lastToken: 6,
      end: 7,
      tokenTimes: [4, 5, 6],
      tokenWeights: [1, 2, 1],
      promptTokensUsage: 20,
      outputTokens: 4,
      outputTokensSource: 'usage',
      cachedTokens: 3,
      reasoningTokens: 1,
      httpStatus: 200,
      finishReason: 'length',
      events: 5,
      tokenEvents: 3,
      reads: 4,
      bodyBytes: 900,
      short: true,
      remarks: ['noticed'],
    };
    const { record, tokenTimes, tokenWeights } = convert(observation);
    const absent = ['due_ms', 'token_times', 'token_weights', 'session_id', 'turn', 'think_ms'];
    const known = Object.keys(RequestRecord.options[0].shape);
    expect(Object.keys(record).sort()).toEqual(known.filter((key) => !absent.includes(key)).sort());
    expect(RequestRecord.parse(record)).toEqual(record);
    expect([...tokenTimes!]).toEqual([3000, 4000, 5000]);
    expect([...tokenWeights!]).toEqual([1, 2, 1]);
  });

  it('of a failure says how it failed, of a cancellation why', () => {
    const failure = { class: 'timeout', phase: 'idle', message: 'nothing for 120 s' } as const;
    expect(convert({ status: 'failed', failure }).record).toMatchObject({ status: 'failed', failure });
    expect(convert({ status: 'cancelled', reason: 'interrupt' }).record).toMatchObject({ reason: 'interrupt' });
    expect(() => convert({ status: 'failed' })).toThrow('without saying how');
    expect(() => convert({ status: 'cancelled' })).toThrow('without saying why');
  });

  it('never shows a negative zero', () => {
    expect(Object.is(convert({ sent: 999.9999999 }, 1000).record.sent_ms, 0)).toBe(true);
  });
});

describe('token times', () => {
  it('are microseconds since the send; of one socket read they are equal', () => {
    const { tokenTimes } = convert({ sent: 10, tokenTimes: [12, 12, 12.0004, 13.5], lastToken: 13.5 });
    // 0.4 µs apart would be one value, but they came in two reads.
    expect([...tokenTimes!]).toEqual([2000, 2000, 2001, 3500]);
  });

  it('are empty where the answer streamed but brought no token', () => {
    expect([...convert({ sent: 1, tokenTimes: [] }).tokenTimes!]).toEqual([]);
  });

  it('are absent, without a remark, where nothing was sent', () => {
    const { record, tokenTimes } = convert({ tokenTimes: [] });
    expect(tokenTimes).toBeUndefined();
    expect(record).not.toHaveProperty('remarks');
  });

  it('agree with the moments of the record, also where a read was pushed on', () => {
    const { record, tokenTimes } = convert({
      sent: 10,
      tokenTimes: [12, 12.0001, 12.0002, 12.0003],
      firstToken: 12,
      firstOutput: 12.0002,
      lastToken: 12.0003,
      end: 12.00035,
    });
    expect([...tokenTimes!]).toEqual([2000, 2001, 2002, 2003]);
    expect(record).toMatchObject({
      first_token_ms: 12,
      first_output_ms: 12.002,
      last_token_ms: 12.003,
      end_ms: 12.003,
    });
  });

  it.each([
    ['just fit', 4_294_967.295, 0xffff_ffff],
    ['do not fit', 4_294_967.296, undefined],
  ])('after 71 minutes %s', (_, at, last) => {
    const { record, tokenTimes } = convert({ sent: 0, tokenTimes: [at], lastToken: at, end: at });
    expect(tokenTimes?.[0]).toBe(last);
    expect(record.last_token_ms).toBe(at);
    expect(record.remarks).toEqual(
      last === undefined ? ['token times dropped: the answer took longer than 71 minutes'] : undefined,
    );
  });

  it('are dropped with a remark when they cannot be true', () => {
    expect(convert({ sent: 5, tokenTimes: [4] }).record.remarks).toEqual(['token times dropped: they run backwards']);
    expect(convert({ sent: 5, tokenTimes: [7, 6] }).tokenTimes).toBeUndefined();
    expect(convert({ sent: 5, tokenTimes: [Number.NaN] }).tokenTimes).toBeUndefined();
    expect(convert({ tokenTimes: [6], remarks: ['noticed'] }).record.remarks).toEqual([
      'noticed',
      'token times dropped: no send was stamped',
    ]);
  });

  it.each([[[1]], [[1, 1.5]], [[1, -1]]])('keep no weights like %j that cannot be theirs', (tokenWeights) => {
    const converted = convert({ sent: 5, tokenTimes: [6, 7], tokenWeights });
    expect(converted.tokenWeights).toBeUndefined();
    expect(converted.record.remarks).toEqual(['token weights dropped: they do not match the token events']);
  });

  it('keep order and difference, lie within a microsecond per crowded read of the truth, and fit the moments', () => {
    const gap = fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 0.003, noNaN: true }),
      fc.integer({ max: 50, min: 1 }),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        fc.array(gap, { minLength: 1, maxLength: 40 }),
        (sent, gaps) => {
          let at = sent;
          const clockTimes = gaps.map((g) => {
            at += g;
            return at;
          });
          const lastToken = clockTimes.at(-1)!;
          const { record, tokenTimes } = convert({
            sent,
            tokenTimes: clockTimes,
            firstToken: clockTimes[0]!,
            lastToken,
            end: lastToken,
          });
          for (let i = 0; i < clockTimes.length; i++) {
            if (i > 0) {
              expect(tokenTimes![i]! === tokenTimes![i - 1]!).toBe(clockTimes[i] === clockTimes[i - 1]);
              expect(tokenTimes![i]!).toBeGreaterThanOrEqual(tokenTimes![i - 1]!);
            }
            expect(Math.abs(tokenTimes![i]! / 1000 - (clockTimes[i]! - sent))).toBeLessThanOrEqual(0.0011 * (i + 1));
          }
          const sentUs = Math.round(record.sent_ms! * 1000);
          expect(Math.round(record.first_token_ms! * 1000) - sentUs).toBe(tokenTimes![0]);
          expect(Math.round(record.last_token_ms! * 1000) - sentUs).toBe(tokenTimes!.at(-1));
          expect(record.end_ms).toBe(record.last_token_ms);
        },
      ),
    );
  });
});
