import type { RequestRecord } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cancelled, completed, failed, NO_TIMES } from '../../../__fixtures__/make-record.ts';
import { aggregateWorkload } from '../../workload/aggregate-workload.ts';
import { littlesLaw } from './littles-law.ts';

const span = (index: number, sent_ms: number, end_ms: number) =>
  completed({
    index,
    sent_ms,
    end_ms,
    headers_ms: undefined,
    first_event_ms: undefined,
    first_token_ms: undefined,
    first_output_ms: undefined,
    last_token_ms: undefined,
  });
const lawOf = (records: RequestRecord[], changes = {}) =>
  littlesLaw({ ...aggregateWorkload({ workload: 'W', records, tokenTimes: NO_TIMES, slo: [] }), ...changes }, records);

test('two requests by hand: 25 ms of 20 ms', () => {
  expect(lawOf([span(0, 0, 10), span(1, 5, 20)])).toEqual({ counted: 1.25, by_littles_law: 1.25, tolerance: 0.0002 });
});

test('a published rate that does not fit the moments shows', () => {
  expect(lawOf([span(0, 0, 10), span(1, 5, 20)], { request_throughput_rps: 102 })?.by_littles_law).toBeCloseTo(
    1.275,
    12,
  );
});

test('failed requests are in flight too; cancelled ones without an end are in neither sum', () => {
  const records = [span(0, 0, 10), failed({ index: 1, sent_ms: 5, end_ms: 20 }), cancelled({ index: 2, sent_ms: 6 })];
  expect(lawOf(records)).toMatchObject({ counted: 1.25, by_littles_law: 1.25 });
});

test('without a window there is no law', () => {
  expect(lawOf([])).toBeUndefined();
  expect(lawOf([span(0, 5, 5)])).toBeUndefined();
});

test('holds for any requests to what rounding leaves', () => {
  const request = fc.tuple(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 1, max: 1e6 }));
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 50 }), (requests) => {
      const records = requests.map(([sent, length], index) => span(index, sent / 1000, (sent + length) / 1000));
      const { counted, by_littles_law, tolerance } = lawOf(records)!;
      expect(Math.abs(counted - by_littles_law)).toBeLessThanOrEqual(tolerance + 1e-9);
    }),
  );
});
