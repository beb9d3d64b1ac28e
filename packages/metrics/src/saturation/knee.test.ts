import type { AggregatedMetrics, RateProbe } from '@sagellm/bench-protocol';
import { expect, test } from 'vitest';
import { kneeOf } from './knee.ts';

const probe = (rate: number, p50: number | undefined, status: RateProbe['status'] = 'held') =>
  ({
    rate,
    status,
    metrics: (p50 === undefined ? {} : { e2el_from_due_ms: { p50 } }) as AggregatedMetrics,
  }) as RateProbe;

test('the first rate whose median is above twice that of the lowest, whatever the order of the probes', () => {
  expect(kneeOf([probe(1, 100), probe(8, 900), probe(2, 110), probe(4, 201)])).toEqual({ below: 2, at: 4 });
});

test('exactly twice is not above', () => {
  expect(kneeOf([probe(1, 100), probe(2, 200)])).toBeUndefined();
});

test('probes of one rate count by their mean, INVALID ones not at all', () => {
  expect(kneeOf([probe(1, 100), probe(2, 150), probe(2, 260)])).toEqual({ below: 1, at: 2 });
  expect(kneeOf([probe(1, 100), probe(2, 999, 'invalid'), probe(2, 150)])).toBeUndefined();
});

test('nothing measured has no knee', () => {
  expect(kneeOf([])).toBeUndefined();
  expect(kneeOf([probe(1, undefined), probe(2, 300)])).toBeUndefined();
});
