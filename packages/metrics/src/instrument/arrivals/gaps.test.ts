import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coefficientOfVariation, gapsOf, lagOneCorrelation } from './gaps.ts';

const of = (...values: number[]) => Float64Array.from(values);

test('gaps are times between neighbours', () => {
  expect(gapsOf(of(0, 10, 30))).toEqual(of(10, 20));
  expect(gapsOf(of(5))).toEqual(of());
  expect(gapsOf(of())).toEqual(of());
});

describe('coefficient of variation', () => {
  test('deviation 10 of a mean of 20 is 0.5', () => {
    expect(coefficientOfVariation(of(10, 30))).toBe(0.5);
  });

  test('a metronome has 0; bursts of four at once have √3', () => {
    expect(coefficientOfVariation(of(7, 7, 7))).toBe(0);
    expect(coefficientOfVariation(of(0, 0, 0, 20, 0, 0, 0, 20))).toBeCloseTo(Math.sqrt(3), 12);
  });

  test('no gaps, or gaps of nothing, have none', () => {
    expect(coefficientOfVariation(of())).toBeUndefined();
    expect(coefficientOfVariation(of(0, 0))).toBeUndefined();
  });

  test('does not depend on the unit of time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2 }),
        fc.integer({ min: 1, max: 1000 }),
        (gaps, unit) => {
          const [plain, scaled] = [gaps, gaps.map((gap) => gap * unit)].map((all) =>
            coefficientOfVariation(of(...all)),
          );
          if (plain === undefined) expect(scaled).toBeUndefined();
          else expect(scaled).toBeCloseTo(plain, 9);
        },
      ),
    );
  });
});

describe('lag-1 correlation', () => {
  test('long and short in turn are below 0: −3 ÷ 4', () => {
    expect(lagOneCorrelation(of(1, 3, 1, 3))).toBe(-0.75);
  });

  test('long ones together are above 0: 1 ÷ 4', () => {
    // Around a mean of 2: −1, −1, 1, 1; products 1, −1, 1; squares 4.
    expect(lagOneCorrelation(of(1, 1, 3, 3))).toBe(0.25);
  });

  test('two gaps, and equal ones, have none', () => {
    expect(lagOneCorrelation(of(1, 2))).toBeUndefined();
    expect(lagOneCorrelation(of(0.1, 0.1, 0.1, 0.1))).toBeUndefined();
  });

  test('stays between −1 and 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 3 }), (gaps) => {
        expect(Math.abs(lagOneCorrelation(of(...gaps)) ?? 0)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
