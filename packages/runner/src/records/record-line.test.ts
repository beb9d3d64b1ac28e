import { RequestRecord } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordLine } from './record-line.ts';

const count = fc.nat();
const moment = fc.oneof(
  fc.integer({ min: -5_000_000, max: 2 ** 45 }).map((us) => us / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1 }));
const place = fc.record({ offset: count, count }, { noNullPrototype: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** An arbitrary for each key of a record, in the order in which a line has them. */
const keys = {
  request_id: text,
  workload: text,
  index: count,
  phase: fc.constantFrom('warmup', 'measured'),
  session_id: maybe(text),
  turn: maybe(count),
  think_ms: maybe(moment),
  endpoint: fc.constantFrom('chat', 'completions', 'embeddings'),
  stream: fc.boolean(),
  stamp_source: fc.constantFrom('socket', 'sdk', 'native', 'virtual'),
  due_ms: maybe(moment),
  sent_ms: maybe(moment),
  connect_ms: maybe(moment),
  headers_ms: maybe(moment),
  first_event_ms: maybe(moment),
  first_token_ms: maybe(moment),
  first_output_ms: maybe(moment),
  last_token_ms: maybe(moment),
  end_ms: maybe(moment),
  token_times: maybe(place),
  token_weights: maybe(place),
  prompt_tokens: count,
  prompt_tokens_usage: maybe(count),
  output_tokens: maybe(count),
  output_tokens_source: maybe(fc.constantFrom('usage', 'token-ids', 'tokenizer', 'events')),
  cached_tokens: maybe(count),
  reasoning_tokens: maybe(count),
  max_tokens: count,
  exact_output: fc.boolean(),
  http_status: maybe(count),
  finish_reason: maybe(text),
  events: maybe(count),
  token_events: maybe(count),
  reads: maybe(count),
  body_bytes: maybe(count),
  short: maybe(fc.constant(true as const)),
  remarks: maybe(fc.array(text)),
};

const outcome = fc.oneof(
  fc.record({ status: fc.constant('completed') }),
  fc.record({ status: fc.constant('cancelled'), reason: text }),
  fc.record({ status: fc.constant('failed'), failure: fc.record({ class: fc.constant('http'), message: text }) }),
);

it('is what JSON.stringify writes, for every record', () => {
  fc.assert(
    fc.property(outcome, fc.record(keys), (first, rest) => {
      const record = { ...first, ...rest } as unknown as RequestRecord;
      expect(recordLine(record)).toBe(`${JSON.stringify(record)}\n`);
    }),
    { numRuns: 2000 },
  );
});

it('leaves out no key that a record may have', () => {
  expect(Object.keys(keys).sort()).toEqual(
    Object.keys(RequestRecord.options[0].shape)
      .filter((key) => key !== 'status')
      .sort(),
  );
});
