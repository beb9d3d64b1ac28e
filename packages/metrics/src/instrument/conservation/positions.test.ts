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

test('of a killed run nothing is said', () => {
  expect(countPositions(at(0, 7), undefined)).toBeUndefined();
});
