import { describe, expect, it } from 'vitest';
import { readPieces } from '../../tests/read-pieces.ts';
import { Reading } from './reading.ts';

const messageOf = (status: number, headers: Record<string, string>, reading?: Reading, secret?: string) =>
  readPieces({ pieces: [], status, headers, ...(secret ? { secret } : {}) }, reading).failure?.message;

describe('the head of a refusal', () => {
  it.each([
    [429, { 'retry-after': '7' }, 'HTTP 429 with an empty body (Retry-After: 7)'],
    [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, /\(Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\)$/],
    [307, { location: '/other' }, 'HTTP 307 with an empty body (Location: /other)'],
    [302, { location: '/a', 'retry-after': '1' }, 'HTTP 302 with an empty body (Retry-After: 1, Location: /a)'],
    [429, { 'retry-after': '' }, 'HTTP 429 with an empty body'],
    [500, {}, 'HTTP 500 with an empty body'],
  ])('%i %o', (status, headers, says) => {
    expect(messageOf(status, headers as Record<string, string>)).toEqual(
      typeof says === 'string' ? says : expect.stringMatching(says),
    );
  });

  it('is of that reply alone', () => {
    const reading = new Reading();
    messageOf(429, { 'retry-after': '7' }, reading);
    expect(messageOf(429, {}, reading)).toBe('HTTP 429 with an empty body');
  });

  it('is short, and never holds the key', () => {
    expect(messageOf(302, { location: `/?key=sk-1${'x'.repeat(500)}` }, undefined, 'sk-1')).toMatch(
      /^HTTP 302 with an empty body \(Location: \/\?key=\[api key\]x{185}\)$/,
    );
  });
});
