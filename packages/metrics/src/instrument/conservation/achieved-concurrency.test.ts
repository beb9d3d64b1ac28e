import { expect, test } from 'vitest';
import { completed, failed } from '../../../__fixtures__/make-record.ts';
import { achievedConcurrency } from './achieved-concurrency.ts';

const spans = (...times: [from: number, to: number][]) =>
  times.map(([sent_ms, end_ms], index) => completed({ index, sent_ms, end_ms }));
const closed = (concurrency: number) => ({ kind: 'closed', concurrency }) as const;

test('one slot, empty for 10 of 20 ms', () => {
  expect(achievedConcurrency(spans([0, 10], [20, 30]), closed(1))).toEqual({
    asked: 1,
    achieved: 0.5,
    idleShare: 0.5,
    emptyMs: 10,
  });
});

test('two slots, refilled at once', () => {
  const records = spans([0, 10], [0, 15], [10, 30], [15, 20], [20, 40]);
  expect(achievedConcurrency(records, closed(2))).toEqual({ asked: 2, achieved: 2, idleShare: 0, emptyMs: 0 });
});

test('what runs out at the end, and the filling at the start, are not held against the loop', () => {
  // Full from 5 on; the last send is at 10, and the end is long.
  const records = spans([0, 10], [5, 500], [10, 20]);
  expect(achievedConcurrency(records, closed(2))).toEqual({ asked: 2, achieved: 2, idleShare: 0, emptyMs: 0 });
});

test('a slot is idle only while a conversation was ready for it', () => {
  // One slot and one conversation: ended at 10, thought until 30, sent at 34.
  const records = [
    completed({ index: 0, session_id: 'a', sent_ms: 0, end_ms: 10 }),
    completed({ index: 1, session_id: 'a', turn: 1, think_ms: 20, sent_ms: 34, end_ms: 40 }),
  ];
  expect(achievedConcurrency(records, closed(1))).toEqual({
    asked: 1,
    achieved: 10 / 34,
    idleShare: 4 / 34,
    emptyMs: 4,
  });
});

test('connecting holds the slot', () => {
  const records = spans([0, 10], [20, 30]);
  records[1] = { ...records[1]!, connect_ms: 10 };
  expect(achievedConcurrency(records, closed(1))).toMatchObject({ asked: 1, achieved: 1 });
});

test('says nothing where the loop was never refilled, of open loops, and where a request was never sent', () => {
  expect(achievedConcurrency(spans([0, 10], [0, 10]), closed(2))).toBeUndefined();
  expect(
    achievedConcurrency(spans([0, 10], [20, 30]), { kind: 'open', arrival: 'constant', rate: 1, burstiness: 1 }),
  ).toBeUndefined();
  expect(achievedConcurrency(spans([0, 10], [20, 30]), undefined)).toBeUndefined();
  expect(
    achievedConcurrency([...spans([0, 10], [20, 30]), failed({ index: 2, sent_ms: undefined })], closed(1)),
  ).toBeUndefined();
});
