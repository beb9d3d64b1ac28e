import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseElement } from './file-element.ts';
import { invalidUtf8Offset } from './invalid-utf8-offset.ts';

const element = (content: string | number[]) => ({
  bytes: typeof content === 'string' ? Buffer.from(content) : Buffer.from(content),
  offset: 100,
  place: 'line 7',
});

describe('a value of a file', () => {
  it('is parsed', () => {
    expect(parseElement(element(' {"a": "é"}\r'), 'f')).toEqual({ a: 'é' });
  });

  it.each([
    // Bytes, not characters: é and 好 before the fault count two and three.
    ['{"é好": x}', "f: line 7 is not JSON at byte 110 (Unexpected token 'x')"],
    ['{"a": 1', "f: line 7 is not JSON at byte 107 (Expected ',' or '}' after property value)"],
    ['{"a"', "f: line 7 is not JSON at byte 104 (Expected ':' after property name)"],
    ['"open', 'f: line 7 is not JSON at byte 105 (Unterminated string)'],
    ['[1', "f: line 7 is not JSON at byte 102 (Expected ',' or ']' after array element)"],
    ['{', 'f: line 7 is not JSON at byte 101'],
    ['{"a":', 'f: line 7 is not JSON at byte 105 (Unexpected end of JSON input)'],
  ])('%s is refused with its place', (text, message) => {
    expect(() => parseElement(element(text), 'f')).toThrow(message);
  });

  it('in another encoding is refused with the byte', () => {
    const latin = Buffer.from('{"a": "caf\xe9"}', 'latin1');
    expect(() => parseElement({ ...element(''), bytes: latin }, 'f')).toThrow('f: line 7 is not UTF-8 (byte 110)');
  });
});

describe('the first byte that is not UTF-8', () => {
  it.each([
    [[0x61, 0x80], 1], // a continuation without a start
    [[0xc0, 0xaf], 0], // overlong
    [[0xe0, 0x80, 0x80], 0], // overlong
    [[0xf0, 0x80, 0x80, 0x80], 0], // overlong
    [[0xed, 0xa0, 0x80], 0], // a surrogate
    [[0xf4, 0x90, 0x80, 0x80], 0], // above U+10FFFF
    [[0x61, 0xc3], 1], // cut
    [[0xff], 0],
    [[], 0],
    [[0xed, 0x9f, 0xbf, 0xf4, 0x8f, 0xbf, 0xbf, 0xf0, 0x90, 0x80, 0x80], 11],
  ])('of %j is at %i', (bytes, at) => {
    expect(invalidUtf8Offset(Uint8Array.from(bytes))).toBe(at);
  });

  it('is found exactly where the platform finds one', () => {
    const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xc3, 0xa9, 0xe4, 0xbd, 0xa0, 0xf0, 0x9f));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (list) => {
        const bytes = Uint8Array.from(list);
        const at = invalidUtf8Offset(bytes);
        expect(at === bytes.length).toBe(isUtf8(bytes));
        expect(isUtf8(bytes.subarray(0, at))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
