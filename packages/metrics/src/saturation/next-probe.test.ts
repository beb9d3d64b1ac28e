import { createRandom } from '@sagellm/bench-random';
import { describe, expect, test } from 'vitest';
import { nextProbe, type Probed, type SearchBounds } from './next-probe.ts';

const BOUNDS: SearchBounds = { from: 1, to: 1000, precision: 1.1 };

/** Probes as the server under `answer` would have them, until the search ends. */
function search(answer: (rate: number, repeat: number) => Omit<Probed, 'rate'>, bounds = BOUNDS) {
  const probes: Probed[] = [];
  for (let n = 0; n < 200; n++) {
    const step = nextProbe(probes, bounds);
    if (step.type === 'end') return { ...step, rates: probes.map(({ rate }) => rate) };
    probes.push({ rate: step.rate, ...answer(step.rate, step.repeat) });
  }
  throw new Error('the search does not end');
}

const held = { status: 'held', clear: true } as const;
const notHeld = { status: 'not-held', clear: true } as const;
const capacity = (limit: number) => (rate: number) => (rate <= limit ? held : notHeld);

describe('a server whose capacity is exact', () => {
  test('grows by two, then halves the ratio until it is within the precision', () => {
    expect(search(capacity(42))).toEqual({
      type: 'end',
      state: 'found',
      held: 41.5,
      notHeld: 45.3,
      rates: [1, 2, 4, 8, 16, 32, 64, 45.3, 38.1, 41.5],
    });
  });

  test('is enclosed, whatever it is', () => {
    const random = createRandom(1);
    for (let run = 0; run < 300; run++) {
      const limit = 2 ** (random.next() * 9.9);
      const found = search(capacity(limit));
      expect(found.state).toBe('found');
      expect(found.held!).toBeLessThanOrEqual(limit);
      expect(found.notHeld!).toBeGreaterThan(limit);
      expect(found.notHeld! / found.held!).toBeLessThanOrEqual(1.1);
    }
  });

  test('the bound is tried itself, and not passed', () => {
    expect(search(capacity(5000), { ...BOUNDS, to: 10 })).toMatchObject({
      state: 'held-up-to-bound',
      held: 10,
      rates: [1, 2, 4, 8, 10],
    });
    expect(search(capacity(3), { from: 3, to: 3, precision: 1.1 })).toMatchObject({
      state: 'held-up-to-bound',
      held: 3,
    });
  });

  test('one that never holds is left after the first rate', () => {
    expect(search(capacity(0.5))).toEqual({ type: 'end', state: 'never-held', notHeld: 1, rates: [1] });
  });
});

describe('noise', () => {
  test('a rate near the border is probed again until two agree', () => {
    const outcomes = [
      { status: 'held', clear: false },
      { status: 'not-held', clear: false },
      { status: 'held', clear: false },
    ] as const;
    const found = search((rate, repeat) => (rate === 4 ? outcomes[repeat]! : capacity(4)(rate)));
    expect(found.rates.filter((rate) => rate === 4)).toHaveLength(3);
    expect(found).toMatchObject({ state: 'found', held: 4 });
  });

  test('a probe that errs one time in five near the border is outvoted nine times in ten', () => {
    const random = createRandom(7);
    let right = 0;
    for (let run = 0; run < 400; run++) {
      const found = search((rate) => {
        const truth = rate <= 20;
        if (Math.abs(Math.log(rate / 20)) > 0.3) return truth ? held : notHeld;
        const said = random.next() < 0.2 ? !truth : truth;
        return { status: said ? 'held' : 'not-held', clear: false };
      });
      if (found.held! <= 20 && found.notHeld! > 20) right++;
    }
    // Three rates lie so near, each decided rightly with 0.896: 0.72 for all of them.
    expect(right / 400).toBeGreaterThan(0.65);
  });

  test('INVALID probes are repeated as long as others could be measured', () => {
    const said = (...all: Probed['status'][]) => all.map((status): Probed => ({ rate: 1, status, clear: false }));
    expect(nextProbe(said('held', 'not-held', 'invalid', 'invalid'), BOUNDS)).toEqual({
      type: 'probe',
      rate: 1,
      repeat: 4,
    });
    expect(nextProbe(said('held', 'invalid', 'invalid', 'invalid'), BOUNDS)).toMatchObject({
      state: 'instrument-limit',
    });
    expect(nextProbe(said('invalid', 'not-held', 'invalid', 'not-held'), BOUNDS)).toMatchObject({
      state: 'never-held',
    });
  });
});

describe('what ends a search early', () => {
  test('an INVALID probe is tried once more, then it is the limit of the instrument, never the server’s', () => {
    const found = search((rate) => (rate > 10 ? { status: 'invalid', clear: false } : held));
    expect(found).toEqual({ type: 'end', state: 'instrument-limit', held: 8, rates: [1, 2, 4, 8, 16, 16] });
  });

  test('an INVALID probe by accident does not end it', () => {
    const found = search((rate, repeat) =>
      rate === 8 && repeat === 0 ? { status: 'invalid', clear: false } : capacity(10)(rate),
    );
    expect(found.state).toBe('found');
  });

  test.each(['server-died', 'interrupted'] as const)('%s: what is known until then', (status) => {
    const found = search((rate) => (rate > 10 ? { status, clear: true } : held));
    expect(found).toEqual({ type: 'end', state: status, held: 8, rates: [1, 2, 4, 8, 16] });
  });

  test('what cannot be measured twice is not kept', () => {
    const found = search((rate) => (rate > 1 ? { status: 'not-measurable', clear: false } : held));
    expect(found).toEqual({ type: 'end', state: 'not-measurable', held: 1, rates: [1, 2, 2] });
  });
});
