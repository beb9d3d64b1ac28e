import { describe, expect, it } from 'vitest';
import { ggufFile } from './gguf-file.ts';

describe('ggufFile', () => {
  it('writes head, metadata and tensor infos, then each tensor at a multiple of 32', () => {
    const file = Buffer.concat([
      ...ggufFile({ 'a.b': { type: 'u32', value: 7 } }, [
        { name: 'x', dimensions: [3], type: 'F32', values: () => Float32Array.of(1, 2, 3) },
        { name: 'y', dimensions: [1], type: 'F32', values: () => Float32Array.of(4) },
      ]),
    ]);
    expect(file.subarray(0, 4).toString()).toBe('GGUF');
    expect(file.readUInt32LE(4)).toBe(3);
    expect([file.readBigUInt64LE(8), file.readBigUInt64LE(16)]).toEqual([2n, 1n]);
    expect(file.subarray(24, 43).toString('hex')).toBe(
      `0300000000000000${Buffer.from('a.b').toString('hex')}0400000007000000`,
    );
    // name (8 + 1), one dimension (4 + 8), type (4), offset (8)
    const infoLength = 33;
    const secondOffset = file.readBigUInt64LE(43 + 2 * infoLength - 8);
    expect(secondOffset).toBe(32n);
    const dataStart = 128;
    expect(file.readFloatLE(dataStart + 8)).toBe(3);
    expect(file.readFloatLE(dataStart + 32)).toBe(4);
    expect(file).toHaveLength(dataStart + 64);
  });

  it.each([
    [{ type: 'i32', value: -1 } as const, '05000000ffffffff'],
    [{ type: 'f32', value: 0.5 } as const, '060000000000003f'],
    [{ type: 'bool', value: true } as const, '0700000001'],
    [{ type: 'string', value: 'é' } as const, '080000000200000000000000c3a9'],
    [{ type: 'string[]', value: ['a'] } as const, '0900000008000000010000000000000001000000000000006' + '1'],
    [{ type: 'i32[]', value: [] } as const, '09000000050000000000000000000000'],
  ])('writes the value %j', (value, hex) => {
    const [head] = ggufFile({ k: value }, []);
    // After magic, version, two counts, and the key's length and letter.
    expect(head!.subarray(24 + 9).toString('hex')).toBe(hex);
  });
});
