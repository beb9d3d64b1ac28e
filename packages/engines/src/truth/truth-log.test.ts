import { describe, expect, it } from 'vitest';
import { TruthLog } from './truth-log.ts';

function setUp(limits: { maxRequests?: number; maxTokens?: number }) {
  let now = 0;
  const log = new TruthLog({ clock: 'virtual', now: () => now++, ...limits });
  let index = 0;
  const open = () => log.open({ request_id: `r${index}`, index: index++, fault: undefined, received_ms: undefined });
  const kept = () => log.snapshot().requests.map((request) => request.request_id);
  return { log, open, kept };
}

describe('TruthLog', () => {
  it('forgets the oldest beyond its number of requests, and says how many', () => {
    const { log, open, kept } = setUp({ maxRequests: 3 });
    for (let i = 0; i < 3; i++) open();
    expect(log.snapshot().dropped).toBe(0);
    open();
    expect(kept()).toEqual(['r1', 'r2', 'r3']);
    expect(log.snapshot().dropped).toBe(1);
  });

  it('forgets the oldest beyond its number of tokens, but never the latest', () => {
    const { log, open, kept } = setUp({ maxTokens: 10 });
    for (let i = 0; i < 3; i++) {
      const truth = open();
      log.wrote(truth, 4);
      log.ended(truth, 'completed');
    }
    expect(kept()).toEqual(['r1', 'r2']);
    const large = open();
    log.wrote(large, 50);
    log.ended(large, 'completed');
    expect(kept()).toEqual(['r3']);
  });

  it('does not count what ends after it was forgotten or cleared', () => {
    const { log, open, kept } = setUp({ maxRequests: 2, maxTokens: 10 });
    const early = open();
    open();
    open();
    log.wrote(early, 100);
    log.ended(early, 'completed');
    expect(kept()).toEqual(['r1', 'r2']);
    const before = open();
    log.clear();
    log.wrote(before, 100);
    log.ended(before, 'completed');
    open();
    open();
    expect(kept()).toEqual(['r4', 'r5']);
    expect(log.snapshot().dropped).toBe(0);
  });

  it('keeps the first end', () => {
    const { log, open } = setUp({});
    const truth = open();
    log.ended(truth, 'faulted');
    log.ended(truth, 'completed');
    expect(truth).toMatchObject({ outcome: 'faulted', received_ms: 0, end_ms: 1 });
  });

  it('ends a complete reply at the moment before its last bytes', () => {
    const { log, open } = setUp({});
    const truth = open();
    log.ending(truth);
    log.wrote(truth, 1);
    log.ended(truth, 'completed');
    expect(truth).toMatchObject({ outcome: 'completed', end_ms: 1, token_ms: [2] });
  });

  it('stays bounded over many requests', () => {
    const { log, open } = setUp({ maxRequests: 100 });
    for (let i = 0; i < 5000; i++) log.ended(open(), 'completed');
    const { requests, dropped } = log.snapshot();
    expect([requests.length, dropped, requests[0]!.request_id]).toEqual([100, 4900, 'r4900']);
  });
});
