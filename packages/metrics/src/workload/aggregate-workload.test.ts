import { AggregatedMetrics, type RequestRecord } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelled, completed, failed, NO_TIMES, TokenFile } from '../../__fixtures__/make-record.ts';
import { parseSlo } from '../slo/parse-slo.ts';
import { aggregateWorkload, type WorkloadInput } from './aggregate-workload.ts';

function aggregate(records: RequestRecord[], more: Partial<WorkloadInput> = {}) {
  const metrics = aggregateWorkload({ workload: 'W', records, tokenTimes: NO_TIMES, slo: [], ...more });
  expect(AggregatedMetrics.parse(metrics)).toEqual(metrics);
  return metrics;
}

const LATENCIES = [
  'ttft_ms',
  'ttfe_ms',
  'ttfo_ms',
  'itl_ms',
  'icl_ms',
  'tbt_ms',
  'tpot_ms',
  'ntpot_ms',
  'e2el_ms',
  'ttft_from_due_ms',
  'e2el_from_due_ms',
  'throughput_tps',
] as const;
const RATES = [
  'request_throughput_rps',
  'input_throughput_tps',
  'output_throughput_tps',
  'total_throughput_tps',
  'goodput_rps',
  'slo_attainment',
] as const;

describe('what enters', () => {
  test('failed and cancelled requests enter no latency and no token sum', () => {
    const metrics = aggregate([
      completed({ index: 0 }),
      failed({ index: 1, first_token_ms: 1100, end_ms: 1200 }),
      cancelled({ index: 2, first_token_ms: 1100 }),
    ]);
    expect(metrics.ttft_ms).toMatchObject({ n: 1, mean: 50 });
    expect(metrics.e2el_ms).toMatchObject({ n: 1, mean: 82 });
    expect(metrics.total_output_tokens).toBe(4);
    expect(metrics.total_input_tokens).toBe(20);
    expect(metrics.own_prompt_tokens).toBe(16);
  });

  test('warm-up and other workloads enter nothing', () => {
    const metrics = aggregate([
      completed({ index: 0, phase: 'warmup', sent_ms: 1, end_ms: 5000 }),
      completed({ index: 0, workload: 'other', end_ms: 5000 }),
      completed({ index: 0 }),
    ]);
    expect(metrics.total_requests).toBe(1);
    expect(metrics.window).toEqual({
      start_ms: 100,
      end_ms: 182,
      duration_s: 0.082,
      definition: 'first-send-to-last-end',
    });
  });

  test('send lag is over every request sent, also those that failed or were cut', () => {
    const metrics = aggregate([
      completed({ index: 0, due_ms: 98 }),
      failed({ index: 1, due_ms: 96 }),
      cancelled({ index: 2, due_ms: 94 }),
    ]);
    expect(metrics.send_lag_ms).toMatchObject({ n: 3, mean: 4 });
    expect(metrics.ttft_from_due_ms).toMatchObject({ n: 1, mean: 52 });
    expect(metrics.e2el_from_due_ms).toMatchObject({ n: 1, mean: 84 });
  });

  test('connect time is of the requests that paid for a connect', () => {
    const metrics = aggregate([completed({ index: 0, connect_ms: 1.5 }), completed({ index: 1 })]);
    expect(metrics.connect_ms).toMatchObject({ n: 1, mean: 1.5 });
  });
});

describe('counts and rates of failure', () => {
  test('each request is exactly one of completed, failed, cancelled; cancelled enters no error rate', () => {
    const metrics = aggregate([
      ...[0, 1, 2, 3, 4, 5].map((index) => completed({ index })),
      failed({ index: 6 }),
      failed({ index: 7, failure: { class: 'timeout', message: 'idle', phase: 'idle' } }),
      cancelled({ index: 8 }),
      completed({ index: 9, short: true }),
      completed({ index: 10 }),
    ]);
    expect(metrics).toMatchObject({
      total_requests: 11,
      successful_requests: 8,
      failed_requests: 2,
      cancelled_requests: 1,
      short_requests: 1,
      failures: { timeout: 1, truncated: 1 },
      error_rate: 0.2,
      timeout_rate: 0.1,
    });
  });

  test('a run of cancelled requests alone has no error rate', () => {
    const metrics = aggregate([cancelled()]);
    expect(metrics).not.toHaveProperty('error_rate');
    expect(metrics).not.toHaveProperty('timeout_rate');
  });
});

describe('window and throughput', () => {
  test('rates are counts of completed requests over first send to last end', () => {
    const metrics = aggregate([
      completed({ index: 0, sent_ms: 100, end_ms: 182 }),
      completed({ index: 1, sent_ms: 120, end_ms: 400 }),
    ]);
    expect(metrics.window?.duration_s).toBe(0.3);
    expect(metrics.request_throughput_rps).toBeCloseTo(2 / 0.3, 12);
    expect(metrics.input_throughput_tps).toBeCloseTo(40 / 0.3, 12);
    expect(metrics.output_throughput_tps).toBeCloseTo(8 / 0.3, 12);
    expect(metrics.total_throughput_tps).toBeCloseTo(48 / 0.3, 12);
  });

  test('a failure that ends last widens the window: leaving it out would flatter', () => {
    const metrics = aggregate([completed({ index: 0 }), failed({ index: 1, sent_ms: 110, end_ms: 1100 })]);
    expect(metrics.window?.duration_s).toBe(1);
    expect(metrics.request_throughput_rps).toBe(1);
  });

  test('one answer without a token count takes the output sums with it, with a note', () => {
    const metrics = aggregate([
      completed({ index: 0 }),
      completed({ index: 1, output_tokens: undefined, output_tokens_source: undefined }),
    ]);
    for (const key of ['total_output_tokens', 'output_throughput_tps', 'total_throughput_tps'] as const) {
      expect(metrics).not.toHaveProperty(key);
      expect(metrics.notes[key]).toBe('1 of 2 completed requests have no token count');
    }
    expect(metrics.request_throughput_rps).toBeDefined();
    expect(metrics.output_tokens).toMatchObject({ n: 1 });
  });

  test('input falls back to own prompt tokens request by request, and says so', () => {
    const none = aggregate([completed({ prompt_tokens_usage: undefined })]);
    expect(none.total_input_tokens).toBe(16);
    expect(none.notes.total_input_tokens).toBe('own prompt tokens: the server did not count');
    const some = aggregate([completed({ index: 0 }), completed({ index: 1, prompt_tokens_usage: undefined })]);
    expect(some.total_input_tokens).toBe(36);
    expect(some.notes.total_input_tokens).toBe(
      "the server's usage for 1 of 2 requests, own prompt tokens for the rest",
    );
    expect(aggregate([completed()]).notes.total_input_tokens).toBe("the server's usage, chat template included");
  });

  test('no time passed: no rate, not infinity', () => {
    const metrics = aggregate([completed({ first_token_ms: 100, last_token_ms: 100, end_ms: 100 })]);
    for (const key of RATES) expect(metrics).not.toHaveProperty(key);
    expect(metrics.notes.request_throughput_rps).toBe('the measured window has no length');
  });
});

describe('nothing completed', () => {
  test.each<[string, RequestRecord[], string]>([
    ['an empty list', [], 'no request was sent'],
    ['all failed', [failed({ index: 0 }), failed({ index: 1 })], 'no request completed'],
    ['all cancelled', [cancelled()], 'no request completed'],
    [
      'never sent',
      [failed({ sent_ms: undefined, failure: { class: 'connect', message: 'refused' } })],
      'no request completed',
    ],
  ])('%s: no latency, no throughput, no tokens, and no 0 in their place', (_, records, reason) => {
    const metrics = aggregate(records, { slo: parseSlo(['ttft_ms<200']) });
    for (const key of [
      ...LATENCIES,
      ...RATES,
      'total_input_tokens',
      'total_output_tokens',
      'prefix_hit_rate',
    ] as const) {
      expect(metrics).not.toHaveProperty(key);
    }
    expect(metrics.notes.ttft_ms).toBe(reason);
    expect(JSON.stringify(metrics)).not.toMatch(/null|NaN|Infinity/);
  });
});

describe('series and streams', () => {
  const file = new TokenFile();
  const even = completed({ index: 0, token_times: file.add([50_000, 60_000, 70_000, 80_000]) });
  const burst = completed({ index: 1, token_times: file.add([50_000, 60_000, 60_000, 80_000]) });
  const times = file.array;

  test('the gaps of all answers make one series', () => {
    const metrics = aggregate([even, burst], { tokenTimes: times });
    expect(metrics.itl_ms).toMatchObject({ n: 6, mean: 10, min: 5, max: 20 });
    expect(metrics.icl_ms).toMatchObject({ n: 5, mean: 12, min: 10 });
    expect(metrics.tbt_ms).toMatchObject({ n: 2, mean: 10 });
    expect(metrics.coalesced_share).toBe(1 / 8);
    expect(metrics.itl_amortised).toBe(true);
    expect(metrics.notes.itl_ms).toMatch(/^gaps of reads that brought several tokens are divided/);
  });

  test('one token a read is not amortised', () => {
    const metrics = aggregate([even], { tokenTimes: times });
    expect(metrics.itl_amortised).toBe(false);
    expect(metrics.coalesced_share).toBe(0);
    expect(metrics.notes.itl_ms).toMatch(/^one token a read/);
  });

  test('where the server did not count, the note says that ITL equals ICL', () => {
    const metrics = aggregate([{ ...burst, output_tokens_source: 'events' }], { tokenTimes: times });
    expect(metrics.itl_ms).toMatchObject({ n: 2, mean: 15 });
    expect(metrics.itl_amortised).toBe(false);
    expect(metrics.notes.itl_ms).toMatch(/^equals ICL/);
  });

  test('answers that were not streamed say so', () => {
    const metrics = aggregate([completed({ stream: false })]);
    for (const key of ['ttft_ms', 'ttfe_ms', 'itl_ms', 'tbt_ms', 'tpot_ms'] as const) {
      expect(metrics).not.toHaveProperty(key);
      expect(metrics.notes[key]).toBe('answers were not streamed');
    }
    expect(metrics.e2el_ms).toMatchObject({ mean: 82 });
    expect(metrics).not.toHaveProperty('itl_amortised');
    expect(metrics).not.toHaveProperty('coalesced_share');
  });

  test('embeddings have latency and input, and no tokens out', () => {
    const metrics = aggregate([
      completed({
        endpoint: 'embeddings',
        stream: false,
        output_tokens: undefined,
        output_tokens_source: undefined,
        first_token_ms: undefined,
        last_token_ms: undefined,
      }),
    ]);
    expect(metrics.e2el_ms).toMatchObject({ mean: 82 });
    expect(metrics.input_throughput_tps).toBeCloseTo(20 / 0.082, 9);
    expect(metrics.notes.output_throughput_tps).toBe('embeddings bring no output tokens');
    expect(metrics.token_count_sources).toEqual([]);
  });

  test('sources of counts are listed once, in order of trust', () => {
    const metrics = aggregate([
      completed({ index: 0, output_tokens_source: 'events' }),
      completed({ index: 1, output_tokens_source: 'usage' }),
      completed({ index: 2, output_tokens_source: 'events' }),
    ]);
    expect(metrics.token_count_sources).toEqual(['usage', 'events']);
  });
});

describe('goodput', () => {
  const slo = (text: string) => ({ slo: parseSlo([text]) });
  const fast = completed({ index: 0 });
  const slow = completed({ index: 1, first_token_ms: 175, end_ms: 600 });

  test('requests that met every bound, per second and as a share of all issued', () => {
    const metrics = aggregate(
      [fast, slow, failed({ index: 2 }), cancelled({ index: 3 })],
      slo('ttft_ms:p95<60,e2el_ms<500'),
    );
    expect(metrics.goodput_rps).toBe(2);
    expect(metrics.slo_attainment).toBe(0.25);
    expect(metrics.notes.slo_attainment).toBe('1 of 4 issued requests met ttft_ms:p95<60, e2el_ms<500');
  });

  test('0 is a measurement when all missed', () => {
    expect(aggregate([fast, slow], slo('ttft_ms<1'))).toMatchObject({ goodput_rps: 0, slo_attainment: 0 });
  });

  test('the limit itself is a miss with < and kept with <=', () => {
    expect(aggregate([fast], slo('ttft_ms<50')).slo_attainment).toBe(0);
    expect(aggregate([fast], slo('ttft_ms<=50')).slo_attainment).toBe(1);
  });

  test.each([
    ['no clause', []],
    ['a clause on a mean alone', ['tpot_ms:mean<20']],
  ])('%s: no goodput', (_, texts) => {
    const metrics = aggregate([fast], { slo: parseSlo(texts) });
    expect(metrics).not.toHaveProperty('goodput_rps');
    expect(metrics).not.toHaveProperty('slo_attainment');
  });

  test('a completed request that cannot be judged takes goodput with it', () => {
    const metrics = aggregate([fast, completed({ index: 1, stream: false })], slo('ttft_ms<200'));
    expect(metrics).not.toHaveProperty('goodput_rps');
    expect(metrics.notes.slo_attainment).toBe('1 of 2 completed requests cannot be held against ttft_ms<200');
  });

  test('what misses one bound for sure needs no value for the other', () => {
    const metrics = aggregate([fast, { ...slow, stream: false }], slo('ttft_ms<200,e2el_ms<100'));
    expect(metrics.slo_attainment).toBe(0.5);
  });
});

describe('what the engine tells', () => {
  const observation = {
    workload: 'W',
    kv_used_tokens: 640,
    peak_mem_mb: 96.5,
    prefix_hit_rate: 0.125,
    sources: { kv_used_tokens: 'largest sample of the gauge', peak_mem_mb: 'RSS', prefix_hit_rate: 'counters' },
  };

  test('figures are copied with their source; the rest is absent with the reason', () => {
    const metrics = aggregate([completed()], { observation });
    expect(metrics).toMatchObject({ kv_used_tokens: 640, peak_mem_mb: 96.5, prefix_hit_rate: 0.125 });
    expect(metrics.notes).toMatchObject({ kv_used_tokens: 'largest sample of the gauge', peak_mem_mb: 'RSS' });
    for (const key of ['avg_mem_mb', 'kv_used_bytes', 'evict_count', 'evict_ms', 'spec_accept_rate'] as const) {
      expect(metrics).not.toHaveProperty(key);
      expect(metrics.notes[key]).toBe('the engine did not tell');
    }
  });

  test('without an observation nothing is 0', () => {
    const metrics = aggregate([completed()]);
    for (const key of ['peak_mem_mb', 'avg_mem_mb', 'kv_used_tokens', 'prefix_hit_rate', 'spec_accept_rate'] as const) {
      expect(metrics).not.toHaveProperty(key);
    }
  });

  test('speculation known to be off is 0 and says so', () => {
    const metrics = aggregate([completed()], { speculation: 'off' });
    expect(metrics.spec_accept_rate).toBe(0);
    expect(metrics.notes.spec_accept_rate).toBe('speculation is off');
  });

  test('a 0 without a source is not believed; one with a source is', () => {
    const zero = { workload: 'W', spec_accept_rate: 0, sources: {} };
    expect(aggregate([completed()], { observation: zero })).not.toHaveProperty('spec_accept_rate');
    const told = { ...zero, sources: { spec_accept_rate: '0 of 40 drafted tokens accepted' } };
    expect(aggregate([completed()], { observation: told }).spec_accept_rate).toBe(0);
  });

  test('prefix hits by the usage of every answer go before the counters', () => {
    const records = [completed({ index: 0, cached_tokens: 5 }), completed({ index: 1, cached_tokens: 0 })];
    const metrics = aggregate(records, { observation });
    expect(metrics.prefix_hit_rate).toBe(5 / 40);
    expect(metrics.notes.prefix_hit_rate).toBe('cached ÷ prompt tokens by the usage of every answer');
  });

  test('where only some answers told cached tokens, the counters count; without them the rate is absent', () => {
    const records = [completed({ index: 0, cached_tokens: 16 }), completed({ index: 1 })];
    expect(aggregate(records, { observation }).prefix_hit_rate).toBe(0.125);
    const metrics = aggregate(records);
    expect(metrics).not.toHaveProperty('prefix_hit_rate');
    expect(metrics.notes.prefix_hit_rate).toMatch(/^only 1 of 2 answers told/);
  });

  test('more cached than prompt tokens is no rate', () => {
    const metrics = aggregate([completed({ cached_tokens: 21 })], { observation });
    expect(metrics).not.toHaveProperty('prefix_hit_rate');
    expect(metrics.notes.prefix_hit_rate).toMatch(/more cached tokens \(21\) than prompt tokens \(20\)/);
  });
});

const anyRecord = fc
  .record({
    index: fc.nat({ max: 1000 }),
    kind: fc.constantFrom('completed', 'failed', 'cancelled'),
    sent: fc.integer({ min: 0, max: 10_000 }),
    first: fc.integer({ min: 1, max: 500 }),
    rest: fc.integer({ min: 0, max: 500 }),
    tokens: fc.integer({ min: 0, max: 50 }),
    stream: fc.boolean(),
  })
  .map(({ index, kind, sent, first, rest, tokens, stream }): RequestRecord => {
    const changes = {
      index,
      stream,
      sent_ms: sent,
      headers_ms: sent,
      first_event_ms: sent,
      first_token_ms: sent + first,
      last_token_ms: sent + first + rest,
      end_ms: sent + first + rest + 1,
      output_tokens: tokens,
      max_tokens: 50,
    };
    return kind === 'completed' ? completed(changes) : kind === 'failed' ? failed(changes) : cancelled(changes);
  });

test('whatever the records: permuting them changes nothing, the schema holds, throughput × time = tokens', () => {
  const lists = fc.uniqueArray(anyRecord, { selector: (record) => record.index, maxLength: 30 });
  fc.assert(
    fc.property(lists, fc.infiniteStream(fc.nat()), (records, keys) => {
      const slo = parseSlo(['ttft_ms:p95<200', 'e2el_ms<300']);
      const metrics = aggregate(records, { slo });
      const order = records.map((record) => ({ record, key: keys.next().value as number }));
      const shuffled = order.sort((a, b) => a.key - b.key).map(({ record }) => record);
      expect(JSON.stringify(aggregate(shuffled, { slo }))).toBe(JSON.stringify(metrics));

      expect(JSON.stringify(metrics)).not.toMatch(/null|NaN|Infinity/);
      expect(metrics.successful_requests + metrics.failed_requests + metrics.cancelled_requests).toBe(records.length);
      if (metrics.output_throughput_tps !== undefined) {
        expect(metrics.output_throughput_tps * metrics.window!.duration_s).toBeCloseTo(metrics.total_output_tokens!, 6);
      }
      if (metrics.successful_requests === 0)
        for (const key of [...LATENCIES, ...RATES]) expect(metrics).not.toHaveProperty(key);
      for (const key of LATENCIES) if (metrics[key]) expect(metrics[key].min).toBeGreaterThanOrEqual(0);
      if (metrics.e2el_ms && metrics.ttft_ms) expect(metrics.e2el_ms.max).toBeGreaterThanOrEqual(metrics.ttft_ms.max);
    }),
  );
});
