import { describe, expect, it } from 'vitest';
import { createStopConditions } from './stop-conditions.ts';

describe('stop conditions', () => {
  it('without limits allow everything, for ever', () => {
    const stop = createStopConditions({});
    stop.begin(0);
    stop.failed(1_000_000);
    expect(stop.allows(1e12)).toBe(true);
    expect(stop.cause).toBeUndefined();
  });

  it('count a duration from the beginning, its end excluded', () => {
    const stop = createStopConditions({ durationMs: 100 });
    stop.begin(50);
    expect(stop.allows(149.999)).toBe(true);
    expect(stop.allows(150)).toBe(false);
    expect(stop.cause).toBe('duration');
    expect(stop.allows(60)).toBe(false);
  });

  it('stop at the last failure allowed, not before', () => {
    const stop = createStopConditions({ maxErrors: 3 });
    stop.failed(2);
    expect(stop.allows(0)).toBe(true);
    stop.failed(3);
    expect(stop.allows(0)).toBe(false);
    expect(stop.cause).toBe('max-errors');
  });

  it('keep the first cause, except that an interrupt stands above it', () => {
    const stop = createStopConditions({ durationMs: 1, maxErrors: 1 });
    stop.begin(0);
    stop.stop('requests');
    stop.failed(1);
    expect(stop.allows(5)).toBe(false);
    expect(stop.cause).toBe('requests');
    stop.stop('interrupt');
    stop.stop('requests');
    expect(stop.cause).toBe('interrupt');
  });
});
