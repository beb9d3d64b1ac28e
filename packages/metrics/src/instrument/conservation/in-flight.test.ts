import { expect, test } from 'vitest';
import { completed } from '../../../__fixtures__/make-record.ts';
import { inFlight } from './in-flight.ts';

const span = (sent_ms: number, end_ms: number | undefined) => completed({ sent_ms, end_ms });

test.each([
  [[], { most: 0, requestMs: 0 }],
  [[span(0, 10), span(5, 20)], { most: 2, requestMs: 25 }],
  [[span(0, 10), span(10, 20)], { most: 1, requestMs: 20 }],
  [[span(5, 5)], { most: 0, requestMs: 0 }],
  [[span(0, 10), span(3, undefined)], { most: 1, requestMs: 10 }],
])('requests in flight over time (%#)', (records, expected) => {
  expect(inFlight(records)).toEqual(expected);
});
