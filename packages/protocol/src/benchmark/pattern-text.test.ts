import { expect, it } from 'vitest';
import { PatternFacts } from './pattern-facts.ts';
import { patternText } from './pattern-text.ts';

const open = { kind: 'open', arrival: 'poisson', rate: 20, burstiness: 1 };

it.each([
  [{ kind: 'closed', concurrency: 4 }, '4 in flight'],
  [open, '20/s poisson'],
  [{ ...open, rate: 42.84595538790402 }, '42.846/s poisson'],
  [{ ...open, shape: { kind: 'ramp', from_rate: 0, to_rate: 20, seconds: 60 } }, '0..20/s in 60 s, poisson'],
  [{ ...open, shape: { kind: 'steps', rates: [10, 20], seconds: 30 } }, '10, 20/s for 30 s each, poisson'],
  [
    { ...open, shape: { kind: 'on-off', rate: 20, on_seconds: 5, off_seconds: 10 } },
    '20/s poisson, 5 s on and 10 s off',
  ],
  [
    {
      ...open,
      arrival: 'trace',
      rate: 3.2142,
      trace: { file_name: 'day.csv', format: 'burstgpt', requests: 9, time_scale: 0.5, seconds: 2.8 },
    },
    'day.csv × 0.5 (3.21/s)',
  ],
])('%j reads %s', (facts, text) => {
  expect(patternText(PatternFacts.parse(facts))).toBe(text);
});
