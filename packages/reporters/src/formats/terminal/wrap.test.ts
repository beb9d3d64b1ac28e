import { expect, test } from 'vitest';
import { wrapped } from './wrap.ts';

test('text breaks between words and continues indented', () => {
  expect(wrapped('one two three four five six', 25, 2)).toBe('one two three four five\n  six');
});

test('a percent sign stays with its number', () => {
  expect(wrapped('the shares were Q1 45 % of all', 21, 0)).toBe('the shares were Q1\n45 % of all');
});

test('a word longer than the line stands alone, and without a width nothing breaks', () => {
  const long = 'a'.repeat(30);
  expect(wrapped(`see ${long} there`, 20, 0)).toBe(`see\n${long}\nthere`);
  expect(wrapped(`see ${long} there`, undefined, 4)).toBe(`see ${long} there`);
});
