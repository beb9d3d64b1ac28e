import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ELEMENT_LIMIT } from './file-element.ts';
import { createArraySplitter } from './split-json-array.ts';
import { createLineSplitter } from './split-lines.ts';

type Found = { text: string; offset: number; place: string };

/** Reads through one reused buffer, as files are read. */
function split(create: typeof createArraySplitter, text: string, size: number): Found[] {
  const bytes = Buffer.from(text);
  const buffer = Buffer.alloc(size);
  const splitter = create('--dataset-file f');
  const found: Found[] = [];
  const take = (elements: Iterable<{ bytes: Buffer; offset: number; place: string }>) => {
    for (const element of elements) found.push({ ...element, text: element.bytes.toString() });
  };
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(buffer, 0, at, at + size);
    take(splitter.push(buffer.subarray(0, length)));
  }
  take(splitter.end());
  return found;
}

const values = (text: string, size = 7) => split(createArraySplitter, text, size).map((item) => JSON.parse(item.text));
const lines = (text: string, size = 7) => split(createLineSplitter, text, size);

describe('a list cut into its values', () => {
  it.each([1, 2, 3, 5, 8, 1000])('is the same whatever the size of the pieces: %i', (size) => {
    const whole = [{ a: 'x"],[{' }, '\\', '"\\"', [1, [2]], null, 7, { é: '你好\u2028' }, '', {}];
    expect(values(JSON.stringify(whole), size)).toEqual(whole);
    expect(values(` \n${JSON.stringify(whole, null, 2)}\n\t `, size)).toEqual(whole);
  });

  it('gives every list of values back, in pieces of every size', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (list, size) => {
        expect(values(JSON.stringify(list), size)).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });

  it('tells the byte where each begins', () => {
    const text = '[{"a":"é"}, {"b":1}]';
    for (const size of [1, 3, 100]) {
      expect(split(createArraySplitter, text, size).map(({ offset, place }) => ({ offset, place }))).toEqual([
        { offset: 1, place: 'item 1' },
        { offset: 12, place: 'item 2' },
      ]);
    }
  });

  it('may be empty', () => {
    expect(values('[]')).toEqual([]);
    expect(values(' [ \n ] ')).toEqual([]);
  });

  it.each([
    ['[{"a": 1}, {"b"', 'is cut short: it ends at byte 15 inside item 2, which begins at byte 10'],
    ['[{"a": 1}', 'is cut short: it ends at byte 9 inside item 1, which begins at byte 1'],
    ['["a\\', 'is cut short: it ends at byte 4 inside item 1'],
    ['[', 'is cut short: it ends at byte 1'],
    ['[1,]', 'misses a value at byte 3'],
    ['[,1]', 'misses a value at byte 1'],
    ['[1,,2]', 'misses a value at byte 3'],
    ['[1] x', 'has more behind the end of its list at byte 4'],
    ['[1][2]', 'has more behind the end of its list at byte 3'],
    ['[{"a": 1]]', 'has a "]" too many at byte 8'],
    ['[}]', 'has a "}" too many at byte 1'],
    ['{}', 'is not a JSON list at byte 0'],
    ['', 'is empty'],
    ['  ', 'is empty'],
  ])('%s is refused: %s', (text, problem) => {
    for (const size of [1, 4, 100]) expect(() => values(text, size)).toThrow(problem);
  });

  it('has values up to the limit and none above', () => {
    const fitting = `["${'x'.repeat(ELEMENT_LIMIT - 2)}"]`;
    expect(split(createArraySplitter, fitting, 2 ** 20)[0]?.text).toHaveLength(ELEMENT_LIMIT);
    const tooLong = `[1, ["${'x'.repeat(ELEMENT_LIMIT)}`;
    expect(() => split(createArraySplitter, tooLong, 2 ** 20)).toThrow(
      '--dataset-file f: item 2 is larger than 16 MiB',
    );
  });
});

describe('a file cut into its lines', () => {
  it.each([1, 2, 5, 100])('gives what stands in them, blank ones counted only, in pieces of %i bytes', (size) => {
    expect(lines('{"a":"é"}\r\n\n  \n{"b":1}', size)).toMatchObject([
      { text: '{"a":"é"}\r', offset: 0, place: 'line 1' },
      { text: '{"b":1}', offset: 16, place: 'line 4' },
    ]);
  });

  it('ends with or without a newline', () => {
    expect(lines('1\n2\n').map(({ text }) => text)).toEqual(['1', '2']);
    expect(lines('1\n2').map(({ text }) => text)).toEqual(['1', '2']);
    expect(lines('\n\n')).toEqual([]);
  });

  it('has lines up to the limit and none above', () => {
    expect(split(createLineSplitter, `${'x'.repeat(ELEMENT_LIMIT)}\n`, 2 ** 20)[0]?.text).toHaveLength(ELEMENT_LIMIT);
    expect(() => split(createLineSplitter, `1\n${'x'.repeat(ELEMENT_LIMIT + 1)}`, 2 ** 20)).toThrow(
      '--dataset-file f: line 2 is larger than 16 MiB',
    );
  });
});
