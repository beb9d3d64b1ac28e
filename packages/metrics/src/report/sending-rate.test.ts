import { expect, test } from 'vitest';
import { completed, workloadRun } from '../../__fixtures__/make-record.ts';
import { sendingRateNote } from './sending-rate.ts';

type Arrival = 'constant' | 'poisson' | 'gamma' | 'burst';
const open = (rate: number, arrival: Arrival = 'constant') =>
  workloadRun('W', { pattern: { kind: 'open', arrival, rate, burstiness: 1 } });
const sends = (pairs: [due_ms: number, sent_ms: number | undefined][]) =>
  pairs.map(([due_ms, sent_ms], index) => completed({ index, due_ms, sent_ms }));

test('asked, due and sent rates', () => {
  const records = sends([
    [0, 0],
    [20, 25],
    [40, 50],
    [60, 75],
  ]);
  expect(sendingRateNote(open(50), records)).toBe('asked for 50 requests/s (constant), due at 50.0/s, sent at 40.0/s');
});

test('bursts count whole', () => {
  const records = sends([
    [0, 0],
    [0, 1],
    [100, 100],
    [100, 101],
    [200, 200],
    [200, 201],
  ]);
  expect(sendingRateNote(open(20, 'burst'), records)).toBe(
    'asked for 20 requests/s (burst), due at 20.0/s, sent at 20.0/s',
  );
});

test('a request that was never sent lowers only the rate of the sends', () => {
  const records = sends([
    [0, 0],
    [10, undefined],
    [20, 20],
  ]);
  expect(sendingRateNote(open(100), records)).toMatch(/due at 100\/s, sent at 50\.0\/s$/);
});

test('says nothing of a closed loop, of one due time, and of sends in one moment', () => {
  expect(
    sendingRateNote(
      workloadRun('W'),
      sends([
        [0, 0],
        [1, 1],
      ]),
    ),
  ).toBeUndefined();
  expect(
    sendingRateNote(
      undefined,
      sends([
        [0, 0],
        [1, 1],
      ]),
    ),
  ).toBeUndefined();
  expect(sendingRateNote(open(1), [])).toBeUndefined();
  expect(
    sendingRateNote(
      open(1),
      sends([
        [5, 5],
        [5, 6],
      ]),
    ),
  ).toBeUndefined();
  expect(
    sendingRateNote(
      open(1),
      sends([
        [0, 5],
        [1, 5],
      ]),
    ),
  ).toBeUndefined();
});
