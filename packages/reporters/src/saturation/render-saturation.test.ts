import { type RateProbe, type SaturationSearch, SaturationState } from '@sagellm/bench-protocol';
import { describe, expect, test } from 'vitest';
import { answerText } from './answer-text.ts';
import { renderSaturation } from './render-saturation.ts';

const probe = (number: number, rate: number, parts: Partial<RateProbe> = {}): RateProbe => ({
  number,
  rate,
  seed: 41 + number,
  folder: `probe-0${number}-rate-${rate}`,
  status: 'held',
  clear: true,
  reason: 'every limit kept',
  attainment: [],
  gates: [],
  ...parts,
});

const search = (parts: Partial<SaturationSearch> = {}): SaturationSearch => ({
  schema: 'sagellm-bench/saturation',
  schema_version: 1,
  tool: { name: 'sagellm-benchmark', version: '1.0.0' } as SaturationSearch['tool'],
  started_at: '2026-11-25T09:00:00.000Z',
  workload: 'Q1',
  slo: ['ttft_ms:p95<200'],
  max_error_rate: 0.01,
  search: {
    from: 8,
    to: 100,
    precision: 1.1,
    probe_duration_s: 20,
    least_requests: 104,
    arrival: 'poisson',
    burstiness: 1,
    seed: 42,
  },
  points: [],
  probes: [probe(1, 8), probe(2, 16, { status: 'not-held', reason: 'cut after 3 s', cut_after_s: 3 })],
  ...parts,
});

describe('the answer in a sentence', () => {
  test.each([
    [
      'found',
      { held_at: 8, not_held_at: 8.5 },
      /^between 8 and 8.5 requests\/s: 8\/s keeps ttft_ms:p95<200, 8.5\/s does/,
    ],
    ['held-up-to-bound', { held_at: 100 }, /^at least 100 requests\/s, as far as was tried/],
    ['never-held', { not_held_at: 8 }, /is not kept at 8 requests\/s already/],
    [
      'instrument-limit',
      { held_at: 8 },
      /^at least 8 requests\/s; the instrument could not measure 16 .* nothing of the server$/,
    ],
    ['instrument-limit', { held_at: 8, not_held_at: 32 }, /^at least 8 requests\/s, below 32; the instrument/],
    ['server-died', {}, /^no rate is known to hold; the server was gone at 16/],
    ['not-measurable', { held_at: 8 }, /cannot be measured$/],
    ['interrupted', { held_at: 8 }, /interrupted at 16/],
  ] as const)('%s %j', (state, known, said) => {
    expect(answerText(search({ state, ...known }))).toMatch(said);
  });

  test('each state has one, and so has a search that goes on', () => {
    const said = [...SaturationState.options, undefined].map((state) => answerText(search(state ? { state } : {})));
    expect(new Set(said).size).toBe(8);
  });
});

test('what was not measured is a dash for people and empty for machines, never 0', () => {
  const table = renderSaturation(search({ state: 'found', held_at: 8, not_held_at: 16 }), 'table', { color: false });
  expect(table).toMatch(/│ +8 │ +1 │ held +│ +– │ +– │ +– │/);
  expect(table).toContain('16/s (probe 2): cut after 3 s');
  const [head, first, second, end] = renderSaturation(search(), 'csv', { color: false }).split(/\r?\n/);
  expect(head).toMatch(/^number,rate,status,clear,cut_after_s,verdict,seed,folder/);
  expect(first).toMatch(/^1,8,held,true,,,42,probe-01-rate-8,,,,/);
  expect(second).toMatch(/^2,16,not-held,true,3,,43,/);
  expect(end).toBe('');
});

test('the page names the rate at which each promise was kept, with its interval', () => {
  const attainment = [
    {
      clause: 'ttft_ms:p95<200',
      asked: 0.95,
      met: 104,
      unknown: 0,
      issued: 104,
      standard_error: 0,
      low: 0.9503,
      high: 1,
    },
  ];
  const page = renderSaturation(
    search({ state: 'held-up-to-bound', held_at: 8, points: [{ rate: 8, status: 'held', probes: [1], attainment }] }),
    'markdown',
    { color: false },
  );
  expect(page).toContain('8/s: ttft_ms:p95&lt;200 met by 104 of 104 (99 % interval 95.03 % to 100 %; 95 % asked)');
});
