import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StopText } from './stop-text.ts';

function feed(stops: string[], pieces: string[]) {
  const stopText = new StopText(stops);
  const out: string[] = [];
  for (const piece of pieces) {
    const { text, stopped } = stopText.push(piece);
    out.push(text);
    if (stopped) return { out, stopped };
  }
  out.push(stopText.rest());
  return { out, stopped: false };
}

describe('StopText', () => {
  it('holds back what may begin a stop string, and lets it go when it does not', () => {
    expect(feed(['END'], ['so', ' E', 'N', 'ough']).out).toEqual(['so', ' ', '', 'ENough', '']);
  });

  it('finds a stop string across pieces and lets through what stood before it', () => {
    expect(feed(['END'], ['so E', 'ND and more', 'x'])).toEqual({ out: ['so ', ''], stopped: true });
  });

  it('takes the earliest of several', () => {
    expect(feed(['c', 'ab'], ['xabc'])).toEqual({ out: ['x'], stopped: true });
  });

  it('does nothing without stop strings or with an empty one', () => {
    expect(feed([''], ['a', 'b'])).toEqual({ out: ['a', 'b', ''], stopped: false });
  });

  it('lets through the text before the first stop string, however it is cut into pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), fc.array(letters, { maxLength: 3 }), (pieces, stops) => {
        const whole = pieces.join('');
        const ends = stops.filter((stop) => stop !== '').map((stop) => whole.indexOf(stop));
        const first = Math.min(...ends.filter((end) => end >= 0));
        const { out, stopped } = feed(stops, pieces);
        expect(stopped).toBe(Number.isFinite(first));
        expect(whole.startsWith(out.join(''))).toBe(true);
        if (!stopped) expect(out.join('')).toBe(whole);
        else expect(stops.filter((stop) => stop !== '').some((stop) => out.join('').includes(stop))).toBe(false);
      }),
    );
  });
});
