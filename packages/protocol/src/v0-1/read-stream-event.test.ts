import { describe, expect, it } from 'vitest';
import { readStreamEvent } from './read-stream-event.ts';
import { StreamEvent } from './stream-events.ts';

const ids = { request_id: 'r', trace_id: 't', engine_id: 'e' };
const metrics = { ttft_ms: 45, throughput_tps: 80, peak_mem_mb: 0, error_rate: 0 };
const end = { event: 'end', ...ids, content: 'hi', output_tokens: [1], finish_reason: 'stop', metrics };

describe('old spellings', () => {
  it('chunk and chunk_tokens of a delta are read as content', () => {
    expect(readStreamEvent({ event: 'delta', ...ids, chunk: 'h', chunk_tokens: [1] })).toEqual({
      status: 'event',
      event: { event: 'delta', ...ids, content: 'h', content_tokens: [1] },
      remarks: ['chunk read as content', 'chunk_tokens read as content_tokens'],
    });
  });

  it('output_text of an end is read as content', () => {
    const { content, ...rest } = end;
    expect(readStreamEvent({ ...rest, output_text: content })).toEqual({
      status: 'event',
      event: StreamEvent.parse(end),
      remarks: ['output_text read as content'],
    });
  });

  it('the new name wins where both are there, and a null does not count', () => {
    expect(readStreamEvent({ event: 'delta', ...ids, content: 'new', chunk: 'old', content_tokens: [] })).toMatchObject(
      {
        event: { content: 'new' },
        remarks: [],
      },
    );
    expect(readStreamEvent({ event: 'delta', ...ids, content: null, chunk: 'old', content_tokens: [] })).toMatchObject({
      event: { content: 'old' },
    });
  });

  it('a missing engine_id is read as empty and said', () => {
    const { engine_id, ...old } = { event: 'start', ...ids };
    expect(readStreamEvent(old)).toEqual({
      status: 'event',
      event: { event: 'start', ...ids, engine_id: '', prompt_tokens: null },
      remarks: ['engine_id is missing, read as empty'],
    });
  });

  it('null metrics of 0.1.0 are read as left out', () => {
    const reading = readStreamEvent({ ...end, metrics: { ...metrics, tbt_ms: null, itl_list: null } });
    expect(reading).toEqual({ status: 'event', event: StreamEvent.parse(end), remarks: [] });
  });
});

describe('failures', () => {
  it('an untagged error of the HTTP stream is a failure, not an event', () => {
    expect(readStreamEvent({ error: 'engine died' })).toEqual({ status: 'failure', message: 'engine died' });
    expect(readStreamEvent({ error: { message: 'x' } })).toEqual({ status: 'failure', message: '{"message":"x"}' });
  });

  it('an unknown finish_reason becomes an error that says so', () => {
    expect(readStreamEvent({ ...end, finish_reason: 'abort' })).toMatchObject({
      status: 'event',
      event: { finish_reason: 'error' },
      remarks: ['finish_reason "abort" is not in the protocol, read as error'],
    });
  });

  it('an unknown error code is kept beside an event that ends in error', () => {
    expect(readStreamEvent({ ...end, error: { code: 'internal', message: 'boom' } })).toMatchObject({
      event: { finish_reason: 'error', error: null },
      foreignError: { codeText: 'internal', message: 'boom', retryable: null },
      remarks: ['error code "internal" is not in the protocol'],
    });
  });

  it('a known error code stays in the event, also in the spelling of the gateway', () => {
    const reading = readStreamEvent({ ...end, error: { code: 'ErrorCode.UNAVAILABLE', message: 'm' } });
    expect(reading).toMatchObject({
      event: { finish_reason: 'stop', error: { code: 'unavailable', message: 'm', retryable: null } },
      remarks: [],
    });
    expect(reading).not.toHaveProperty('foreignError');
  });
});

it.each([
  ['null', null],
  ['a list', []],
  ['a text', 'data'],
  ['an empty object', {}],
  ['an unknown tag', { event: 'error', ...ids }],
  ['a null error without tag', { error: null }],
  ['a finish_reason that is null', { ...end, finish_reason: null }],
  ['an end without metrics', { ...end, metrics: null }],
  ['metrics out of bounds', { ...end, metrics: { ...metrics, error_rate: 2 } }],
  ['metrics that are a list', { ...end, metrics: [] }],
])('%s is unreadable, with a reason', (_, value) => {
  const reading = readStreamEvent(value);
  expect(reading.status).toBe('unreadable');
  expect((reading as { reason: string }).reason).not.toBe('');
});

it('leaves the value it reads as it was', () => {
  const value = Object.freeze({ event: 'delta', ...ids, chunk: 'h', chunk_tokens: Object.freeze([1]) });
  expect(readStreamEvent(value).status).toBe('event');
  expect(value).not.toHaveProperty('content');
});
