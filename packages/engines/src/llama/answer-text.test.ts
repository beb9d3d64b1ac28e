import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerText } from './answer-text.ts';

/** Tokens of this test are pieces of UTF-8; a piece may end inside a character, as in byte-level vocabularies. */
type Piece = Buffer;
const detokenize = (tokens: Piece[]) => Buffer.concat(tokens).toString('utf8');
const text = (stop: string[] = []) => new AnswerText<Piece>({ detokenize, stop });
const bytes = (...values: number[]) => Buffer.from(values);
const push = (answer: AnswerText<Piece>, piece: Piece | string, mayStop = true) => {
  return answer.push(typeof piece === 'string' ? Buffer.from(piece) : piece, { mayStop });
};

describe('AnswerText', () => {
  it('passes whole text on at once', () => {
    const answer = text();
    expect(push(answer, 'hello')).toEqual({ text: 'hello', stopped: false });
    expect(answer.holding).toBe(false);
  });

  it('gives nothing for half a character and the whole one with the next token', () => {
    const answer = text();
    expect(push(answer, bytes(0xc3)).text).toBe('');
    expect(answer.holding).toBe(true);
    expect(push(answer, bytes(0xa9)).text).toBe('é');
    expect(answer.holding).toBe(false);
  });

  it('holds back only the half character of a token that brings a whole one too', () => {
    const answer = text();
    expect(push(answer, bytes(0xc3, 0xa9, 0xc3)).text).toBe('é');
    expect(answer.holding).toBe(true);
    expect(push(answer, bytes(0xa8)).text).toBe('è');
  });

  it('waits through a character of four tokens', () => {
    const answer = text();
    expect([0xf0, 0x9f, 0x98, 0x80].map((byte) => push(answer, bytes(byte)).text)).toEqual(['', '', '', '😀']);
  });

  it('does not wait for ever for a character that never comes', () => {
    const answer = text();
    expect([0xff, 0xff, 0xff, 0xff].map((byte) => push(answer, bytes(byte)).text).join('')).toBe('����');
    expect(answer.holding).toBe(false);
  });

  it('gives a broken character up when ordinary text follows', () => {
    const answer = text();
    expect(push(answer, bytes(0xc3)).text).toBe('');
    expect(push(answer, 'x').text).toBe('\uFFFDx');
  });

  it('tells at the end what was left of a character', () => {
    const answer = text();
    push(answer, bytes(0xc3));
    expect(answer.rest().text).toBe('\uFFFD');
    expect(answer.rest().text).toBe('');
  });

  it('cuts before a stop string, also when it comes in pieces', () => {
    const answer = text(['END']);
    expect(push(answer, 'one E')).toEqual({ text: 'one ', stopped: false });
    expect(answer.holding).toBe(true);
    expect(push(answer, 'N')).toEqual({ text: '', stopped: false });
    expect(push(answer, 'D two')).toEqual({ text: '', stopped: true });
  });

  it('gives back what only looked like a stop string', () => {
    const answer = text(['END']);
    push(answer, 'E');
    expect(push(answer, 'N.')).toEqual({ text: 'EN.', stopped: false });
    expect(answer.holding).toBe(false);
  });

  it('tells what was held back when the answer ends', () => {
    const answer = text(['END']);
    push(answer, 'x EN');
    expect(answer.rest()).toEqual({ text: 'EN', stopped: false });
  });

  it('lets a stop string pass while the answer may not end', () => {
    const answer = text(['b']);
    expect(push(answer, 'abc', false)).toEqual({ text: 'abc', stopped: false });
    expect(push(answer, 'ab', true)).toEqual({ text: 'a', stopped: true });
  });

  it('loses and adds nothing, however the text is cut into tokens', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.infiniteStream(fc.integer({ min: 1, max: 3 })),
        (whole, sizes) => {
          const answer = text(['never in it']);
          const all = Buffer.from(whole);
          let told = '';
          for (let at = 0; at < all.length; ) {
            const size = sizes.next().value!;
            told += push(answer, all.subarray(at, at + size)).text;
            at += size;
          }
          expect(told + answer.rest().text).toBe(all.toString('utf8'));
        },
      ),
    );
  });
});
