import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesText, countText, durationText, measurementText, shareText } from './number-text.ts';

describe('number text', () => {
  it.each([
    [undefined, '–'],
    [0, '0'],
    [0.0004, '<0.001'],
    [0.0123, '0.012'],
    [0.85, '0.85'],
    [1, '1.00'],
    [9.996, '10.0'],
    [12.34, '12.3'],
    [99.96, '100'],
    [1234.4, '1,234'],
    [1_234_567.8, '1,234,568'],
    [-3.5, '-3.50'],
  ])('writes the measurement %s as %s', (value, text) => {
    expect(measurementText(value)).toBe(text);
  });

  it.each([
    [undefined, '–'],
    [0, '0 %'],
    [1, '100 %'],
    [0.125, '12.5 %'],
    [4 / 210, '1.9 %'],
    [0.000001, '<0.01 %'],
    [0.999999, '>99.99 %'],
  ])('writes the share %s as %s', (value, text) => {
    expect(shareText(value)).toBe(text);
  });

  it.each([
    [undefined, '–'],
    [0, '0'],
    [12_800, '12,800'],
    [10.5, '10.5'],
  ])('writes the count %s as %s', (value, text) => {
    expect(countText(value)).toBe(text);
  });

  it.each([
    [undefined, '–'],
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1.00 KiB'],
    [868_352, '848 KiB'],
    [3.5 * 2 ** 40, '3.50 TiB'],
    [5000 * 2 ** 40, '5,000 TiB'],
  ])('writes %s bytes as %s', (value, text) => {
    expect(bytesText(value)).toBe(text);
  });

  it.each([
    [undefined, '–'],
    [0.85, '0.85 s'],
    [119.6, '120 s'],
    [725, '12 min 5 s'],
    [7199.6, '2 h 0 min'],
    [7380, '2 h 3 min'],
  ])('writes %s seconds as %s', (value, text) => {
    expect(durationText(value)).toBe(text);
  });

  it('keeps a measurement within one part in a hundred, and never turns one into 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e12, noNaN: true }), (value) => {
        const read = Number(measurementText(value).replaceAll(',', ''));
        expect(Math.abs(read - value) / value).toBeLessThan(0.051 / Math.max(1, Math.min(value, 10)));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true }), (value) => {
        expect(measurementText(value)).not.toMatch(/^0(\.0+)?$/);
        expect(shareText(value)).not.toBe('0 %');
        if (value < 1) expect(shareText(value)).not.toBe('100 %');
      }),
    );
  });
});
