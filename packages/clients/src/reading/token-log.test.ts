import { describe, expect, it } from 'vitest';
import { TokenLog } from './token-log.ts';

type Step = [at: number, carries: 'nothing' | 'reasoning' | 'output', tokens?: number];

function log(...steps: Step[]): TokenLog {
  const tokens = new TokenLog();
  for (const [at, carries, count] of steps) tokens.add(at, carries, count);
  return tokens;
}

describe('TokenLog', () => {
  it('an event that carries nothing and counts nothing is no token', () => {
    const tokens = log([1, 'nothing'], [2, 'nothing', 0]);
    expect([tokens.times(), tokens.firstToken, tokens.seen]).toEqual([[], undefined, false]);
  });

  it('without counts there are times and no weights', () => {
    const tokens = log([1, 'output'], [2, 'output']);
    expect([tokens.times(), tokens.knownWeights()]).toEqual([[1, 2], undefined]);
  });

  it('one event without a count leaves all weights unknown', () => {
    expect(log([1, 'output', 1], [2, 'output'], [3, 'output', 1]).knownWeights()).toBeUndefined();
  });

  it('a token without text between texts has its own time', () => {
    const tokens = log([1, 'output', 1], [2, 'nothing', 1], [3, 'output', 2]);
    expect([tokens.times(), tokens.knownWeights(), tokens.lastToken]).toEqual([[1, 2, 3], [1, 1, 2], 3]);
  });

  it('tokens without text before the first text weigh with it', () => {
    const tokens = log([1, 'nothing', 1], [2, 'nothing', 2], [3, 'output', 1]);
    expect([tokens.times(), tokens.knownWeights(), tokens.firstToken]).toEqual([[3], [4], 3]);
  });

  it('tokens without any text are seen, but there is no first token', () => {
    const tokens = log([1, 'nothing', 1]);
    expect([tokens.seen, tokens.firstToken, tokens.lastToken, tokens.times()]).toEqual([
      true,
      undefined,
      undefined,
      [],
    ]);
  });

  it('reasoning is a token but no output', () => {
    const tokens = log([1, 'reasoning', 1], [2, 'output', 1]);
    expect([tokens.firstToken, tokens.firstOutput]).toEqual([1, 2]);
  });

  it('a step that is split over events of one read and counted once is one event', () => {
    const countedLast = log([1, 'reasoning', 0], [1, 'output', 1], [2, 'output', 1]);
    expect([countedLast.times(), countedLast.knownWeights(), countedLast.firstOutput]).toEqual([[1, 2], [1, 1], 1]);
    const countedFirst = log([1, 'reasoning', 1], [1, 'output', 0], [2, 'output', 1]);
    expect([countedFirst.times(), countedFirst.knownWeights()]).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });

  it('a text that the counts give no token to, in a read of its own, makes weights unknowable', () => {
    const tokens = log([1, 'output', 1], [2, 'output', 0]);
    expect([tokens.times(), tokens.knownWeights()]).toEqual([[1, 2], undefined]);
  });
});
