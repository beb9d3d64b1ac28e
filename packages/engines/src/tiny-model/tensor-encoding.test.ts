import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTensor, tensorByteLength, toHalf } from './tensor-encoding.ts';

describe('toHalf', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [65_519.99, 0x7bff], // just below half way to the next one, which does not exist
    [65_520, 0x7c00], // half way: ties to even, so infinity
    [Number.POSITIVE_INFINITY, 0x7c00],
    [Number.NaN, 0x7e00],
    [2 ** -24, 0x0001], // the smallest subnormal
    [2 ** -25, 0x0000], // half of it: ties to even
    [1.5 * 2 ** -25, 0x0001],
    [2 ** -14, 0x0400], // the smallest normal
    [2 ** -14 - 2 ** -25, 0x0400], // a subnormal that rounds up to it
    [1 + 2 ** -11, 0x3c00], // a tie to the even one below
    [1 + 3 * 2 ** -11, 0x3c02], // a tie to the even one above
  ])('turns %d into 0x%s', (value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  it('is never further off than half a step', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-60_000), max: 60_000, noNaN: true }), (value) => {
        const step = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 10));
        expect(Math.abs(fromHalf(toHalf(value)) - value)).toBeLessThanOrEqual(step / 2);
      }),
    );
  });
});

describe('encodeTensor', () => {
  it('writes F32 as little endian floats', () => {
    expect(encodeTensor('F32', Float32Array.of(1, -2)).toString('hex')).toBe('0000803f000000c0');
  });

  it('writes Q8_0 as one scale and 32 bytes for each 32 numbers', () => {
    const values = new Float32Array(64);
    values[0] = 127;
    values[31] = -63.4;
    const bytes = encodeTensor('Q8_0', values);
    expect(bytes).toHaveLength(68);
    expect(bytes.readUInt16LE(0)).toBe(0x3c00);
    expect(bytes.readInt8(2)).toBe(127);
    expect(bytes.readInt8(33)).toBe(-63);
    // The second block is all zero, its scale too.
    expect(bytes.subarray(34).every((byte) => byte === 0)).toBe(true);
  });
});

describe('tensorByteLength', () => {
  it('counts four bytes a number for F32 and 34 for 32 numbers in Q8_0', () => {
    expect(tensorByteLength('F32', [3, 5])).toBe(60);
    expect(tensorByteLength('Q8_0', [64, 3])).toBe(204);
  });

  it('refuses rows that are no whole blocks', () => {
    expect(() => tensorByteLength('Q8_0', [33, 32])).toThrow('Q8_0 needs rows of a multiple of 32 numbers, not 33');
  });
});

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}
