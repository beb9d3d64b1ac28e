import { expect, test } from 'vitest';
import { cancelled, completed, failed } from '../../__fixtures__/make-record.ts';
import { endToEndLatency } from './end-to-end-latency.ts';
import { endToEndLatencyFromDue, timeToFirstTokenFromDue } from './from-due.ts';
import { normalisedTimePerOutputToken } from './normalised-time-per-output-token.ts';
import { sendLag } from './send-lag.ts';
import { templateTokens } from './template-tokens.ts';
import { throughputPerRequest } from './throughput-per-request.ts';
import { timePerOutputToken } from './time-per-output-token.ts';
import { timeToFirstEvent } from './time-to-first-event.ts';
import { timeToFirstOutput } from './time-to-first-output.ts';
import { timeToFirstToken } from './time-to-first-token.ts';

test('every metric of one answer, by hand', () => {
  const record = completed({ due_ms: 90, first_output_ms: 160 });
  expect(timeToFirstToken(record)).toBe(50);
  expect(timeToFirstEvent(record)).toBe(3);
  expect(timeToFirstOutput(record)).toBe(60);
  expect(endToEndLatency(record)).toBe(82);
  expect(timePerOutputToken(record)).toBe(10);
  expect(normalisedTimePerOutputToken(record)).toBe(20.5);
  expect(timeToFirstTokenFromDue(record)).toBe(60);
  expect(endToEndLatencyFromDue(record)).toBe(92);
  expect(sendLag(record)).toBe(10);
  expect(throughputPerRequest(record)).toBeCloseTo(4000 / 82, 12);
  expect(templateTokens(record)).toBe(4);
});

test('differences of moments are exact microseconds, without the noise of floats', () => {
  expect(timeToFirstToken(completed({ sent_ms: 1234.567, first_token_ms: 1244.567 }))).toBe(10);
  expect(endToEndLatency(completed({ sent_ms: 0.1, end_ms: 0.3 }))).toBe(0.2);
});

test('an answer that was not streamed has a latency and a rate, but no time to or between tokens', () => {
  const whole = completed({ stream: false, due_ms: 90 });
  for (const metric of [timeToFirstToken, timeToFirstEvent, timeToFirstOutput, timePerOutputToken]) {
    expect(metric(whole)).toBeUndefined();
  }
  expect(timeToFirstTokenFromDue(whole)).toBeUndefined();
  expect(endToEndLatency(whole)).toBe(82);
  expect(normalisedTimePerOutputToken(whole)).toBe(20.5);
});

test('a streamed answer without text has no TTFT, not a TTFT of 0', () => {
  const silent = completed({ first_token_ms: undefined, first_output_ms: undefined, last_token_ms: undefined });
  expect(timeToFirstToken(silent)).toBeUndefined();
  expect(timeToFirstOutput(silent)).toBeUndefined();
  expect(timePerOutputToken(silent)).toBeUndefined();
  expect(timeToFirstEvent(silent)).toBe(3);
});

test('an answer of reasoning alone has a first token but no first output', () => {
  const reasoning = completed({ first_output_ms: undefined });
  expect(timeToFirstToken(reasoning)).toBe(50);
  expect(timeToFirstOutput(reasoning)).toBeUndefined();
});

test.each([
  [0, undefined],
  [1, undefined],
  [2, 30],
  [3, 15],
])('TPOT of an answer of %i tokens over 30 ms is %s', (output_tokens, expected) => {
  expect(timePerOutputToken(completed({ output_tokens }))).toBe(expected);
});

test('tokens that came in one read have no TPOT: the time between them was not seen', () => {
  expect(timePerOutputToken(completed({ last_token_ms: 150 }))).toBeUndefined();
});

test('without a token count there is no TPOT, NTPOT or rate', () => {
  const uncounted = completed({ output_tokens: undefined });
  expect(timePerOutputToken(uncounted)).toBeUndefined();
  expect(normalisedTimePerOutputToken(uncounted)).toBeUndefined();
  expect(throughputPerRequest(uncounted)).toBeUndefined();
});

test('0 tokens have no NTPOT, and no time has no rate', () => {
  expect(normalisedTimePerOutputToken(completed({ output_tokens: 0 }))).toBeUndefined();
  expect(throughputPerRequest(completed({ end_ms: 100 }))).toBeUndefined();
});

test('a record whose time runs backwards gives no number', () => {
  expect(timeToFirstToken(completed({ first_token_ms: 99 }))).toBeUndefined();
  expect(endToEndLatency(completed({ end_ms: 99 }))).toBeUndefined();
  expect(timePerOutputToken(completed({ last_token_ms: 140 }))).toBeUndefined();
});

test('a closed loop has nothing due, so no lag and nothing from due', () => {
  expect(sendLag(completed())).toBeUndefined();
  expect(timeToFirstTokenFromDue(completed())).toBeUndefined();
  expect(endToEndLatencyFromDue(completed())).toBeUndefined();
});

test('lag is known of requests that failed or were cut, and may be early', () => {
  expect(sendLag(failed({ due_ms: 99.5 }))).toBe(0.5);
  expect(sendLag(cancelled({ due_ms: 100.25 }))).toBe(-0.25);
});

test('template tokens may be below 0, and are absent where the server did not count', () => {
  expect(templateTokens(completed({ prompt_tokens_usage: 15 }))).toBe(-1);
  expect(templateTokens(completed({ prompt_tokens_usage: undefined }))).toBeUndefined();
});
