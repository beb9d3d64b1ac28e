import type { PatternFacts } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverLoadLike } from './known-truth-limits.ts';

const closed = (concurrency: number): PatternFacts => ({ kind: 'closed', concurrency });
const open = (rate: number): PatternFacts => ({ kind: 'open', arrival: 'poisson', rate, burstiness: 1 });
const asked = (facts: PatternFacts, output_tokens: number, stream = true) => {
  const { server, outputTokens } = serverLoadLike(facts, { output_tokens, stream });
  return [server.ttftMs, server.itlMs, outputTokens];
};

describe('the known-truth server is asked for no more than it writes on time', () => {
  it.each([
    ['a closed loop of few streams as it is', closed(10), 32, [20, 5, 32]],
    ['at most 64 tokens, which leave enough requests for the time', closed(10), 512, [20, 5, 64]],
    ['a closed loop of 50: 10,000 tokens a second', closed(50), 64, [20, 5, 64]],
    ['longer gaps for one more', closed(51), 64, [20, 6, 64]],
    ['a closed loop of 1000: gaps of 100 ms, and streams of 1.5 s', closed(1000), 64, [20, 100, 15]],
    ['at least one token', closed(20_000), 64, [20, 2000, 1]],
    ['an open loop of few sends as it is', open(156.25), 64, [20, 5, 64]],
    ['shorter streams of an open loop', open(200), 64, [20, 5, 50]],
    ['much shorter ones of a fast open loop', open(1000), 64, [20, 5, 10]],
    ['its own length where that is shorter', open(1000), 4, [20, 5, 4]],
    ['one token, whatever the rate', open(50_000), 64, [20, 5, 1]],
  ])('%s', (_what, facts, tokens, wanted) => {
    expect(asked(facts, tokens)).toEqual(wanted);
  });

  it('an answer that does not stream is one write, and keeps its length', () => {
    expect(asked(open(1000), 64, false)).toEqual([20, 5, 64]);
  });

  it('never more than 10,000 tokens a second, and one token an answer', () => {
    const pattern = fc.oneof(
      fc.integer({ min: 1, max: 15_000 }).map(closed),
      fc.integer({ min: 1, max: 10_000 }).map(open),
    );
    fc.assert(
      fc.property(pattern, fc.integer({ min: 1, max: 4096 }), (facts, output_tokens) => {
        const { server, outputTokens } = serverLoadLike(facts, { output_tokens, stream: true });
        const perSecond =
          facts.kind === 'closed' ? (facts.concurrency * 1000) / server.itlMs : facts.rate * outputTokens;
        expect(perSecond).toBeLessThanOrEqual(10_000);
        expect(outputTokens).toBeGreaterThanOrEqual(1);
        expect(outputTokens).toBeLessThanOrEqual(output_tokens);
      }),
    );
  });
});
