import { expect, test } from 'vitest';
import { completed } from '../../../__fixtures__/make-record.ts';
import { movedByConversation, readyMoments } from './ready-moments.ts';

const turn = (index: number, session_id: string, end_ms: number | undefined, think_ms?: number, due_ms?: number) =>
  completed({ index, session_id, end_ms, think_ms, due_ms });

test('a turn is ready when the one before has ended and been thought over', () => {
  const records = [
    turn(0, 'a', 100),
    turn(1, 'b', 90),
    turn(2, 'a', undefined, 30),
    turn(3, 'b', 300),
    turn(4, 'a', 500),
  ];
  const ready = readyMoments([...records].reverse());
  expect(records.map((record) => ready.get(record))).toEqual([undefined, undefined, 130, 90, Number.POSITIVE_INFINITY]);
});

test('a single request waits for nobody', () => {
  expect(readyMoments([completed({ index: 0 }), completed({ index: 1 })]).size).toBe(0);
});

test('a due time is moved where it is that of the conversation', () => {
  const first = turn(0, 'a', 100, undefined, 10);
  expect(movedByConversation([first, turn(1, 'a', 300, 30, 130.001), turn(2, 'a', 400, 0, 301)])).toBe(1);
});
