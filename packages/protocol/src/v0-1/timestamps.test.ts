import { expect, it } from 'vitest';
import { checkTimestampOrder } from './timestamps.ts';

it('accepts stamps in order, equal ones included', () => {
  expect(checkTimestampOrder({ queued_at: 1, scheduled_at: 1, executed_at: 2, completed_at: 2 })).toEqual([]);
});

it('names each pair that is reversed', () => {
  expect(checkTimestampOrder({ queued_at: 5, scheduled_at: 1.25, executed_at: 1.5, completed_at: 1 })).toEqual([
    'scheduled_at (1.25) is before queued_at (5)',
    'completed_at (1) is before executed_at (1.5)',
  ]);
});
