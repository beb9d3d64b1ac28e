import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { ProtocolErrorCode } from './errors.ts';
import { ProtocolMetrics } from './metrics.ts';
import { readStreamEvent } from './read-stream-event.ts';
import { ProtocolRequest } from './request.ts';
import { DecodingStrategy } from './sampling.ts';
import { StreamEvent, type StreamEventDelta, type StreamEventEnd, type StreamEventStart } from './stream-events.ts';
import { checkStreamOrder } from './stream-order.ts';

const integer = fc.maxSafeInteger();
const count = fc.maxSafeNat();
const positive = fc.integer({ min: 1 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const amount = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const topP = fc.double({ min: 0, minExcluded: true, max: 1, noNaN: true });
const temperature = fc.double({ min: 0, max: 2, noNaN: true });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const anyJson = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__'),
  fc.jsonValue(),
  { maxKeys: 4 },
);

const message = fc.record(
  {
    role: fc.constantFrom('system', 'user', 'assistant', 'function', 'tool'),
    content: fc.string(),
    name: orNull(fc.string()),
  },
  { requiredKeys: ['role', 'content'] },
);
const samplingParams = fc.record(
  {
    strategy: fc.constantFrom(...DecodingStrategy.options),
    temperature,
    top_p: topP,
    top_k: fc.integer({ min: -1 }),
    length_penalty: number,
    stop_sequences: orNull(fc.array(fc.string())),
    seed: orNull(integer),
  },
  { requiredKeys: [] },
);
const request = fc.record(
  {
    request_id: fc.string(),
    trace_id: fc.string(),
    model: fc.string(),
    prompt: fc.string({ unit: 'binary' }),
    messages: orNull(fc.array(message, { maxLength: 3 })),
    max_tokens: positive,
    stream: fc.boolean(),
    sampling_params: orNull(samplingParams),
    temperature: orNull(temperature),
    top_p: orNull(topP),
    kv_budget_tokens: orNull(positive),
    metadata: orNull(anyJson),
    phase: orNull(fc.constantFrom('prefill', 'decode')),
    rank: orNull(count),
    world_size: orNull(positive),
    group_id: orNull(fc.string()),
    unknown_key: fc.jsonValue(),
  },
  { requiredKeys: ['request_id', 'trace_id', 'max_tokens'] },
);
const metrics = fc.record(
  {
    ttft_ms: amount,
    tbt_ms: amount,
    tpot_ms: amount,
    throughput_tps: amount,
    peak_mem_mb: count,
    error_rate: share,
    kv_used_tokens: count,
    prefix_hit_rate: share,
    evict_ms: amount,
    itl_list: fc.array(number),
    timestamps: orNull(
      fc.record({ queued_at: number, scheduled_at: number, executed_at: number, completed_at: number }),
    ),
    component_trace: orNull(fc.array(fc.string())),
  },
  { requiredKeys: ['ttft_ms', 'throughput_tps', 'peak_mem_mb', 'error_rate'] },
);
const ids = { request_id: fc.string(), trace_id: fc.string(), engine_id: fc.string() };
const error = fc.record(
  { code: fc.constantFrom(...ProtocolErrorCode.options), message: fc.string(), retryable: orNull(fc.boolean()) },
  { requiredKeys: ['code', 'message'] },
);
const start = fc.record(
  { event: fc.constant('start'), ...ids, prompt_tokens: orNull(integer) },
  { requiredKeys: ['event', 'request_id', 'trace_id', 'engine_id'] },
);
const delta = fc.record({
  event: fc.constant('delta'),
  ...ids,
  content: fc.string(),
  content_tokens: fc.array(integer),
});
const end = fc.record({
  event: fc.constant('end'),
  ...ids,
  content: fc.string(),
  output_tokens: fc.array(integer),
  finish_reason: fc.constantFrom('stop', 'length', 'error'),
  metrics,
  error: orNull(error),
});
const streamEvent = fc.oneof(start, delta, end);

const cases: [string, z.ZodType, fc.Arbitrary<unknown>][] = [
  ['Request', ProtocolRequest, request],
  ['Metrics', ProtocolMetrics, metrics],
  ['StreamEvent', StreamEvent, streamEvent],
];

it.each(cases)('%s: what is written is read back and written the same', (_, schema, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (input) => {
      const once = JSON.stringify(schema.parse(JSON.parse(JSON.stringify(input))));
      const twice = JSON.stringify(schema.parse(JSON.parse(once)));
      expect(twice).toBe(once);
    }),
  );
});

it.each(cases)('%s: no value that was given is changed', (_, schema, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (input) => {
      const given = JSON.parse(JSON.stringify(input));
      delete given.unknown_key;
      expect(JSON.parse(JSON.stringify(schema.parse(given)))).toMatchObject(given);
    }),
  );
});

it('the tolerant reader leaves every event of today as the strict one reads it', () => {
  fc.assert(
    fc.property(streamEvent, (input) => {
      const value = JSON.parse(JSON.stringify(input));
      expect(readStreamEvent(value)).toEqual({ status: 'event', event: StreamEvent.parse(value), remarks: [] });
    }),
  );
});

it('the tolerant reader never throws', () => {
  const loose = fc.dictionary(
    fc.constantFrom('event', 'error', 'metrics', 'chunk', 'engine_id', 'finish_reason'),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), loose), (value) => {
      expect(['event', 'failure', 'unreadable']).toContain(readStreamEvent(value).status);
    }),
  );
});

it('a stream put together by the rules has no violation, however it is cut into deltas', () => {
  const pieces = fc.array(fc.record({ content: fc.string(), content_tokens: fc.array(integer) }));
  fc.assert(
    fc.property(fc.record(ids), pieces, end, (identity, parts, last) => {
      const events = [
        { event: 'start', ...identity, prompt_tokens: null } satisfies StreamEventStart,
        ...parts.map((part) => ({ event: 'delta', ...identity, ...part }) as StreamEventDelta),
        StreamEvent.parse({
          ...last,
          ...identity,
          content: parts.map((part) => part.content).join(''),
          output_tokens: parts.flatMap((part) => part.content_tokens),
        }) as StreamEventEnd,
      ];
      expect(checkStreamOrder(events)).toEqual([]);
    }),
  );
});
