import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeJsonError } from './json-error.ts';

function errorOf(text: string) {
  try {
    JSON.parse(text);
  } catch (error) {
    return describeJsonError(text, error);
  }
  throw new Error('it is JSON');
}

it.each([
  ['{"a": x}', 6, "Unexpected token 'x'"],
  [`{"a": "${'y'.repeat(500)}", "b": nope}`, 516, "Unexpected token 'o'"],
  ['[1, 2,, 3]', 6, "Unexpected token ','"],
  ['[1 2]', 3, "Expected ',' or ']' after array element"],
  ['{"a": 1', 7, "Expected ',' or '}' after property value"],
  ['', 0, 'Unexpected end of JSON input'],
  ['[', 1, 'Unexpected end of JSON input'],
  ['[1] []', 4, 'Unexpected non-whitespace character after JSON'],
  ['["a\nb"]', 3, 'Bad control character in string literal'],
  ["{'a': 1}", 1, "Expected property name or '}'"],
])('%s fails at %i', (text, position, reason) => {
  expect(errorOf(text)).toEqual({ position, reason });
});

it('a bad sign put into a text is found where it stands', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.nat(), (list, seed) => {
      const parts = list.map(String);
      const at = seed % parts.length;
      const text = `[${parts.map((part, index) => (index === at ? '#' : part)).join(',')}]`;
      expect(errorOf(text).position).toBe(text.indexOf('#'));
    }),
  );
});
