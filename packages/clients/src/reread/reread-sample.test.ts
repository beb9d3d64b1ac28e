import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RereadSample } from './reread-sample.ts';

/** Which requests of so many are kept to the end, each with so many bytes. */
function keptOf(requests: number, bytesEach: number, limits?: ConstructorParameters<typeof RereadSample>[0]) {
  const sample = new RereadSample(limits);
  const begun = Array.from({ length: requests }, () => {
    const kept = sample.begin();
    kept?.add(0, new Uint8Array(bytesEach));
    return kept;
  });
  return begun.filter((kept) => kept && kept.reads.length > 0).map((kept) => kept!.index);
}

describe('a sample of answers', () => {
  it('is all of a short run', () => {
    expect(keptOf(64, 10)).toEqual(Array.from({ length: 64 }, (_, i) => i));
  });

  it('is the first ones of a longer run, and every n-th of the others', () => {
    expect(keptOf(65, 10)).toEqual([...[0, 1, 2, 3, 4, 5, 6, 7], ...Array.from({ length: 29 }, (_, i) => 8 + 2 * i)]);
    const kept = keptOf(100_000, 10);
    expect(kept.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(kept.slice(8)).toEqual(Array.from({ length: 48 }, (_, i) => 2048 * (i + 1)));
  });

  it('never has more answers or bytes than it may', () => {
    const limits = { first: 2, answers: 8, bytes: 1000 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 1100 }), (requests, bytesEach) => {
        const kept = keptOf(requests, bytesEach, limits);
        expect(kept.length).toBeLessThanOrEqual(8);
        expect(kept.length * bytesEach).toBeLessThanOrEqual(1000);
        if (requests > 0 && bytesEach <= 500) expect(kept.length).toBeGreaterThan(0);
      }),
    );
  });

  it('gives up an answer that is too large while it comes, and goes on', () => {
    const sample = new RereadSample({ first: 1, answers: 8, bytes: 1000 });
    const large = sample.begin()!;
    large.add(0, new Uint8Array(600));
    large.add(1, new Uint8Array(600));
    large.add(2, new Uint8Array(600));
    const small = sample.begin()!;
    small.add(0, new Uint8Array(900));
    expect([large.reads.length, large.bytes, small.reads.length]).toEqual([0, 0, 1]);
  });

  it('copies what is only lent', () => {
    const lent = Buffer.from('abc');
    const kept = new RereadSample().begin()!;
    kept.add(0, lent.subarray(1));
    lent.fill('x');
    expect(Buffer.from(kept.reads[0]!.bytes).toString()).toBe('bc');
  });
});
