import { PatternFacts } from '@sagellm/bench-protocol';
import { expect, it } from 'vitest';
import { tracePattern } from './trace-pattern.ts';

const facts = (time_scale: number) => ({ file_name: 'day.csv', format: 'burstgpt', time_scale });
const first = (pattern: { due(index: number): number }, count: number) =>
  Array.from({ length: count }, (_, i) => pattern.due(i));

it('sends at the moments of the trace, stretched by the time scale', () => {
  expect(first(tracePattern({ momentsMs: [0, 10, 10, 50], facts: facts(1) }), 4)).toEqual([0, 10, 10, 50]);
  expect(first(tracePattern({ momentsMs: [0, 10, 10, 50], facts: facts(0.5) }), 4)).toEqual([0, 5, 5, 25]);
});

it('says its mean rate over the gaps, its length as it is sent, and where it came from', () => {
  const pattern = tracePattern({ momentsMs: [0, 1000, 4000], facts: facts(0.5) });
  expect(pattern.facts).toEqual({
    kind: 'open',
    arrival: 'trace',
    rate: 1,
    burstiness: 1,
    trace: { file_name: 'day.csv', format: 'burstgpt', time_scale: 0.5, requests: 3, seconds: 2 },
  });
  expect(PatternFacts.parse(pattern.facts)).toEqual(pattern.facts);
});

it('begins anew one mean gap after its end', () => {
  expect(first(tracePattern({ momentsMs: [0, 10, 40], facts: facts(1) }), 7)).toEqual([0, 10, 40, 60, 70, 100, 120]);
});

it.each([[[0]], [[0, 0, 0]]])('refuses %j: there is no rate in one moment', (momentsMs) => {
  expect(() => tracePattern({ momentsMs, facts: facts(1) })).toThrow(/one moment only/);
});
