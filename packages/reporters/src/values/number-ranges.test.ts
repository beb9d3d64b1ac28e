import { describe, expect, it, test } from 'vitest';
import { shapeOf, withRanges } from './number-ranges.ts';

describe('texts that differ in their numbers', () => {
  it.each([
    [['largest of 4 samples'], 'largest of 4 samples'],
    [['largest of 4 samples', 'largest of 4 samples'], 'largest of 4 samples'],
    [['largest of 12 samples', 'largest of 9 samples', 'largest of 1,024 samples'], 'largest of 9 to 1,024 samples'],
    [['2 of 10 at 1.5 ms.', '3 of 10 at 0.75 ms.'], '2 to 3 of 10 at 0.75 to 1.5 ms.'],
    [['no number', 'no number'], 'no number'],
  ])('%j become one', (texts, expected) => {
    expect(withRanges(texts)).toBe(expected);
  });

  test.each([
    ['n = 3, p95', 'n = #, p95'],
    ['Q5 kept ttft_ms < 200 ms', 'Q5 kept ttft_ms < # ms'],
    ['llama_cpp_2 of 7', 'llama_cpp_2 of #'],
  ])('a name with a number in it is no number: %s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });
});
