import { expect, test } from 'vitest';
import { cancelled, completed, failed, workloadRun } from '../../../__fixtures__/make-record.ts';
import { countPositions } from './positions.ts';

const at = (...indexes: number[]) => indexes.map((index) => completed({ index }));

test.each([
  ['all of five', at(0, 1, 2, 3, 4), { issued: 5, lost: 0, repeated: 0, missing: 0 }],
  ['a gap, a double, and one not issued', at(0, 1, 1, 3), { issued: 4, lost: 1, repeated: 1, missing: 1 }],
  [
    'failed and cancelled ones count',
    [...at(0, 1, 2), failed({ index: 3 }), cancelled({ index: 4 })],
    { issued: 5, lost: 0, repeated: 0, missing: 0 },
  ],
  ['more than planned', at(0, 1, 2, 3, 4, 5), { issued: 6, lost: 0, repeated: 0, missing: 0 }],
  ['none', [], { issued: 0, lost: 0, repeated: 0, missing: 5 }],
])('%s', (_, records, expected) => {
  expect(countPositions(records, workloadRun('W'))).toEqual(expected);
});

test.each([
  ['an interrupt', workloadRun('W', { stopped_by: 'interrupt' })],
  ['failures', workloadRun('W', { stopped_by: 'max-errors' })],
  ['time', workloadRun('W', { stopped_by: 'duration', duration_s: 1 })],
  ['the end of the prompts within the time', workloadRun('W', { stopped_by: 'requests', duration_s: 1 })],
])('nothing is missing where %s ended it', (_, run) => {
  expect(countPositions(at(0, 1), run)).toMatchObject({ missing: 0, lost: 0 });
});

test.each([
  ['as many as the loop counted', 3, at(0, 1, 2), { lost: 0, repeated: 0 }],
  ['the last one is not there, where positions alone show nothing', 4, at(0, 1, 2), { lost: 1, repeated: 0 }],
  ['one lost, one twice', 4, at(0, 1, 1), { lost: 2, repeated: 1 }],
  ['gaps between the positions of two threads that were cut short', 3, at(0, 2, 5), { lost: 0, repeated: 0 }],
  ['a record that nobody issued', 2, at(0, 1, 2), { lost: 0, repeated: 1 }],
])('%s', (_, issued, records, expected) => {
  expect(countPositions(records, workloadRun('W', { issued, stopped_by: 'max-errors' }))).toMatchObject(expected);
});

test('without that count, a run that was cut short may have gaps', () => {
  expect(countPositions(at(0, 2, 5), workloadRun('W', { stopped_by: 'duration' }))).toMatchObject({ lost: 0 });
  expect(countPositions(at(0, 2, 5), workloadRun('W', { stopped_by: 'requests' }))).toMatchObject({ lost: 3 });
});

test('of a killed run nothing is said', () => {
  expect(countPositions(at(0, 7), undefined)).toBeUndefined();
});
