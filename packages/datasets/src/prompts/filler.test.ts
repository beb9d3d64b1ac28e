import { createRandom } from '@sagellm/bench-random';
import { expect, it } from 'vitest';
import { promptWords } from './filler.ts';

function textOf(count: number, opening: string[], topic: string, seed = 1): string {
  const source = promptWords(opening, topic, createRandom(seed));
  return Array.from({ length: count }, () => source.next().value).join(' ');
}

it('begins with the opening, then the topic as a sentence', () => {
  expect(textOf(6, ['mava', 'tiru:'], 'name  three\ncities')).toMatch(/^mava tiru: Name three cities\. [A-Z]/);
});

it.each(['', '  '])('goes straight to the filler when the topic is "%s"', (topic) => {
  expect(textOf(3, ['mava'], topic)).toMatch(/^mava [A-Z][a-z]+ [a-z]+$/);
});

it('goes on without end in sentences of lower-case English', () => {
  const text = textOf(5000, [], 'a topic');
  expect(text).toMatch(/^([A-Z][a-z]*( [a-z]+,?)*\. )+[A-Z]?[a-z, ]*\.?$/);
  expect(text).not.toMatch(/ {2}|undefined/);
});

it('differs by seed and is the same by the same seed', () => {
  expect(textOf(50, [], 'x', 1)).toBe(textOf(50, [], 'x', 1));
  expect(textOf(50, [], 'x', 1)).not.toBe(textOf(50, [], 'x', 2));
});
