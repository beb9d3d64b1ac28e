import type { RequestRecord } from '@sagellm/bench-protocol';
import { describe, expect, test } from 'vitest';
import { cancelled, completed, failed, TokenFile } from '../../__fixtures__/make-record.ts';
import { errorFigures } from './error-figures.ts';
import { instrumentError } from './instrument-error.ts';
import { joinTruth, type TrueRequest } from './join-truth.ts';

/** Run-relative 0 is 1,000,000 ms of CLOCK_MONOTONIC. */
const clockOriginMs = 1_000_000;
const plan = { ttftMs: 40, itlMs: 10 };

/** As the server saw a request that was sent at 100 (run-relative) and planned 40 ms and 10 ms a token. */
function truth(changes: Partial<TrueRequest> = {}): TrueRequest {
  return {
    request_id: 'W-0',
    received_ms: clockOriginMs + 101,
    token_ms: [141, 151, 161, 171].map((at) => clockOriginMs + at),
    end_ms: clockOriginMs + 172,
    ...changes,
  };
}

/** Tokens told at 142, 152, 163 and 172; the end at 174. */
function recorded(changes: Parameters<typeof completed>[0] = {}) {
  const file = new TokenFile();
  const token_times = file.add([42, 52, 63, 72].map((ms) => ms * 1000));
  const record = completed({ first_token_ms: 142, last_token_ms: 172, end_ms: 174, token_times, ...changes });
  return { record, tokenTimes: file.array };
}

function join(records: RequestRecord[], tokenTimes: Uint32Array, truths: TrueRequest[]) {
  return joinTruth({ records, tokenTimes, truth: truths, clockOriginMs, plan });
}

describe('a request seen from both ends', () => {
  const { record, tokenTimes } = recorded({ due_ms: 99.5 });
  const joined = join([record], tokenTimes, [truth(), truth({ request_id: 'of somebody else' })]);

  test('has an error on each side, of each token and of each gap', () => {
    expect(joined).toEqual({
      requests: [
        {
          send: 1,
          tokens: [1, 1, 2, 1],
          gaps: [0, 1, -1],
          coalesced: 0,
          end: 2,
          lag: 0.5,
          lateness: [0, 0, 0, 0],
        },
      ],
      leftOut: {},
    });
  });

  test('makes the figures: TTFT and E2EL are the sums of their sides, ITL is told by its size', () => {
    const one = (value: number) => ({ n: 1, mean: value, p50: value, min: value, max: value });
    expect(instrumentError(joined)).toEqual({
      joined: 1,
      left_out: {},
      tokens: 4,
      coalesced_tokens: 0,
      ttft_error_ms: { total: one(2), send: one(1), receive: one(1) },
      itl_error_ms: { n: 3, mean: 0.667, p50: 1, min: 0, max: 1 },
      itl_bias_ms: 0,
      e2el_error_ms: { total: one(3), send: one(1), receive: one(2) },
      send_lag_ms: one(0.5),
      server_lateness_ms: { n: 4, mean: 0, p50: 0, min: 0, max: 0 },
    });
  });
});

describe('what a server does late', () => {
  test('is no error of the client', () => {
    const { record, tokenTimes } = recorded();
    const late = truth({ received_ms: clockOriginMs + 98 });
    const { requests } = join([record], tokenTimes, [late]);
    // Below 0: the stamp of the send came after the receipt, so the client tells too little.
    expect(requests[0]).toMatchObject({ send: -2, tokens: [1, 1, 2, 1], lateness: [3, 3, 3, 3] });
  });
});

describe('tokens of one socket read', () => {
  test('are paired by their number: the earlier one is told late, and the gap too short', () => {
    const file = new TokenFile();
    const token_times = file.add([42, 63, 63, 72].map((ms) => ms * 1000));
    const { requests } = join([completed({ token_times })], file.array, [truth()]);
    expect(requests[0]).toMatchObject({ tokens: [1, 12, 2, 1], gaps: [11, -10, -1], coalesced: 1 });
    expect(instrumentError({ requests, leftOut: {} })).toMatchObject({
      coalesced_tokens: 1,
      itl_bias_ms: 0,
      itl_error_ms: { max: 11 },
    });
  });

  test('are not paired where the numbers differ', () => {
    const { record, tokenTimes } = recorded();
    const short = truth({ token_ms: [141, 151, 161].map((at) => clockOriginMs + at) });
    expect(join([record], tokenTimes, [short])).toEqual({ requests: [], leftOut: { 'other number of tokens': 1 } });
  });
});

describe('an answer that did not stream', () => {
  test('has an E2EL only', () => {
    const record = completed({ stream: false, end_ms: 174 });
    const joined = join([record], new Uint32Array(0), [truth()]);
    expect(joined.requests[0]).toEqual({ send: 1, tokens: [], gaps: [], coalesced: 0, end: 2, lateness: [] });
    const error = instrumentError(joined);
    expect(error).toMatchObject({ joined: 1, tokens: 0, e2el_error_ms: { total: { mean: 3 } } });
    expect(Object.keys(error)).not.toEqual(expect.arrayContaining(['ttft_error_ms']));
    expect(error).not.toHaveProperty('itl_error_ms');
    expect(error).not.toHaveProperty('itl_bias_ms');
    expect(error).not.toHaveProperty('send_lag_ms');
    expect(error).not.toHaveProperty('server_lateness_ms');
  });
});

describe('what cannot be joined is left out and counted', () => {
  test('each by its reason, warm-up not at all', () => {
    const { record, tokenTimes } = recorded();
    const { sent_ms: _, ...unsent } = completed({ request_id: 'unsent' });
    const records = [
      record,
      completed({ request_id: 'warm', phase: 'warmup' }),
      failed({ request_id: 'f-1' }),
      failed({ request_id: 'f-2' }),
      cancelled({ request_id: 'c' }),
      unsent,
      completed({ request_id: 'nobody' }),
      completed({ request_id: 'twice' }),
      completed({ request_id: 'no-times' }),
    ];
    const twice = truth({ request_id: 'twice' });
    const joined = join(records, tokenTimes, [truth(), twice, twice, truth({ request_id: 'no-times' })]);
    expect(joined.requests).toHaveLength(1);
    expect(joined.leftOut).toEqual({
      failed: 2,
      cancelled: 1,
      'no stamp of the send': 1,
      'unknown to the server': 1,
      'served more than once': 1,
      'other number of tokens': 1,
    });
  });

  test('nothing at all makes no figures', () => {
    expect(instrumentError({ requests: [], leftOut: { failed: 3 } })).toEqual({
      joined: 0,
      left_out: { failed: 3 },
      tokens: 0,
      coalesced_tokens: 0,
    });
  });
});

describe('figures of errors', () => {
  test('no values, no figures', () => {
    expect(errorFigures([])).toBeUndefined();
  });

  test('p99 from a hundred values on', () => {
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
    expect(errorFigures(upTo(99))).toEqual({ n: 99, mean: 49, p50: 49, min: 0, max: 98 });
    expect(errorFigures(upTo(101))).toEqual({ n: 101, mean: 50, p50: 50, p99: 99, min: 0, max: 100 });
  });

  test('keep their sign, to the microsecond', () => {
    expect(errorFigures([-2.00049, 1])).toEqual({ n: 2, mean: -0.5, p50: -0.5, min: -2, max: 1 });
  });
});
