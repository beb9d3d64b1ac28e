import { BenchmarkError } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { parseOnOff, parseRamp, parseSteps } from './parse-load-shape.ts';

it.each([
  ['10..200/60s', { from_rate: 10, to_rate: 200, seconds: 60 }],
  ['0..2.5/500ms', { from_rate: 0, to_rate: 2.5, seconds: 0.5 }],
  ['200..10/2m', { from_rate: 200, to_rate: 10, seconds: 120 }],
  [' 1..2/30 ', { from_rate: 1, to_rate: 2, seconds: 30 }],
])('--ramp %s', (text, expected) => {
  expect(parseRamp(text)).toEqual({ kind: 'ramp', ...expected });
});

it.each([
  ['10,20,50/30s', { rates: [10, 20, 50], seconds: 30 }],
  ['0.5/1min', { rates: [0.5], seconds: 60 }],
  ['1, 2.25 ,3/10', { rates: [1, 2.25, 3], seconds: 10 }],
])('--steps %s', (text, expected) => {
  expect(parseSteps(text)).toEqual({ kind: 'steps', ...expected });
});

it.each([
  ['5s/10s', { on_seconds: 5, off_seconds: 10 }],
  ['250ms/1.5', { on_seconds: 0.25, off_seconds: 1.5 }],
])('--on-off %s', (text, expected) => {
  expect(parseOnOff(text, 20)).toEqual({ kind: 'on-off', rate: 20, ...expected });
});

describe('what cannot be read is a usage error that shows how to write it', () => {
  it.each(['', '10-200/60s', '10..200', '10..200/', '10..200/60x', '..200/60s', '-1..5/60s', '1e3..2/5s'])(
    '--ramp %j',
    (text) => {
      expect(() => parseRamp(text)).toThrow(BenchmarkError);
      expect(() => parseRamp(text)).toThrow('is not FROM..TO/TIME');
    },
  );

  it.each(['', '10,20', '10,,20/30s', ',10/30s', '10 20/30s'])('--steps %j', (text) => {
    expect(() => parseSteps(text)).toThrow('is not RATE,RATE,…/TIME');
  });

  it.each(['', '5s', '5s/', '/10s', '5s,10s'])('--on-off %j', (text) => {
    expect(() => parseOnOff(text, 1)).toThrow('is not ON/OFF');
  });
});
