import { describe, expect, it } from 'vitest';
import { oneLine } from './one-line.ts';

describe('oneLine', () => {
  it.each([
    ['plain', 'plain'],
    ['two\nlines\r\nhere', 'two lines here'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['a\u0000b\u0007c', 'a b c'],
    ['right\u202eleft', 'rightleft'],
    ['line\u2028separator', 'line separator'],
    ['模型 名', '模型 名'],
  ])('makes %j harmless', (text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });
});
