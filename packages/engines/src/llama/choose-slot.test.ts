import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSlot, type KeptTokens } from './choose-slot.ts';

const slots = (...list: [held: number, shared: number][]): KeptTokens[] =>
  list.map(([held, shared]) => ({ held, shared }));

describe('a prompt is read into', () => {
  it.each([
    ['the first of empty slots', slots([0, 0], [0, 0]), 36, 0],
    ['an empty slot rather than over a conversation, for the 2 tokens of a template', slots([100, 2], [0, 0]), 36, 1],
    ['the longest unused where none is empty and only the template is shared', slots([400, 2], [100, 2]), 36, 0],
    ['the longest unused, however few tokens another would lose', slots([400, 2], [30, 3]), 136, 0],
    [
      'its own conversation: 36 of 100 tokens are the question, the answer was another',
      slots([0, 0], [100, 36]),
      136,
      1,
    ],
    ['the longest common beginning', slots([200, 60], [300, 250], [260, 100]), 336, 1],
    ['the longest unused of equals', slots([200, 100], [300, 100]), 200, 0],
    ['the slot that holds the whole prompt and a long answer', slots([0, 0], [600, 40]), 40, 1],
    ['a shared prefix that is a fifth of what is held', slots([1000, 2], [1000, 200]), 2000, 1],
    ['the longest unused where the shared ones are a token short of a fifth', slots([1000, 2], [1000, 199]), 2000, 0],
    ['a slot that shares half of the prompt', slots([1000, 2], [1000, 18]), 36, 1],
    ['the longest unused where the shared ones are a token short of half', slots([1000, 2], [1000, 17]), 36, 0],
    ['the only free one', slots([500, 1]), 36, 0],
  ])('%s', (_what, free, promptTokens, chosen) => {
    expect(chooseSlot(free, promptTokens)).toBe(chosen);
  });

  it('always one of the free slots', () => {
    const slot = fc.nat(50).chain((held) => fc.record({ held: fc.constant(held), shared: fc.nat(held) }));
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (free, prompt) => {
        expect(free[chooseSlot(free, prompt)]).toBeDefined();
      }),
    );
  });
});
