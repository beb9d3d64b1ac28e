import { type LoadPattern, RunPlan, WorkloadSpec } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { closedPattern, openPattern } from '@sagellm/bench-runner';
import { describe, expect, it } from 'vitest';
import { checkConnections } from './check-connections.ts';
import type { Load } from './load-pattern.ts';

const planned = (pattern: LoadPattern, load: Partial<Load> = {}, name = 'W') => ({
  workload: WorkloadSpec.parse({
    name,
    title: 'a workload',
    topic: 'connections',
    prompt_tokens: 8,
    output_tokens: 8,
    requests: load.count ?? 10,
    concurrency: 1,
    warmup: 0,
    stream: true,
  }),
  load: { pattern, warmup: 0, ...load },
});
const open = (rate: number) => openPattern({ arrival: 'constant', rate, burstiness: 1, random: createRandom(1) });
const plan = (settings: Partial<RunPlan> = {}) => RunPlan.parse({ workers: 1, ...settings });
/** For 100 connections beside the thread's 5 files and the run's 16. */
const ROOM = { openFilesLimit: 121, ephemeralPorts: 1000 };

describe('the connections of a run', () => {
  it('are those of its largest closed loop, and the message names who asked for it', () => {
    const loads = [planned(closedPattern(100), { count: 500 }), planned(closedPattern(101), { count: 500 }, 'Q5')];
    expect(checkConnections(plan(), [loads[0]!], ROOM)).toEqual([]);
    expect(() => checkConnections(plan(), loads, ROOM)).toThrow(/^--concurrency 101 of workload Q5: 101 connections/);
    expect(() => checkConnections(plan({ concurrency: 101 }), loads, ROOM)).toThrow(/^--concurrency 101: 101 /);
    const batch = [planned(closedPattern(500), { count: 500 })];
    expect(() => checkConnections(plan({ mode: 'batch' }), batch, ROOM)).toThrow(
      /^--mode batch with 500 requests: 500 /,
    );
  });

  it('are no more than there are requests, of warm-up or measurement', () => {
    const few = { count: 100, warmup: 100 };
    expect(checkConnections(plan(), [planned(closedPattern(1000), few)], ROOM)).toEqual([]);
    const warm = planned(closedPattern(1000), { count: 1, warmup: 101 });
    expect(() => checkConnections(plan(), [warm], ROOM)).toThrow(/101 connections at once/);
    const timed = planned(closedPattern(1000), { durationMs: 1000 });
    expect(() => checkConnections(plan(), [timed], ROOM)).toThrow(/1000 connections at once/);
  });

  it('take no ports over a Unix socket', () => {
    const load = [planned(closedPattern(2000), { durationMs: 1000 })];
    expect(() => checkConnections(plan(), load, { ephemeralPorts: 1000 })).toThrow(/1000 local ports/);
    expect(checkConnections(plan({ unix_socket: '/tmp/x' }), load, { ephemeralPorts: 1000 })).toEqual([]);
  });

  it('of an open loop are the requests of 30 seconds, or of the longest that one may take', () => {
    const forEver = { durationMs: 1e6 };
    expect(checkConnections(plan({ rate: 3 }), [planned(open(3), forEver)], ROOM)).toEqual([]);
    expect(checkConnections(plan({ rate: 4 }), [planned(open(4), forEver)], ROOM)).toMatchObject([
      { code: 'little-room', message: expect.stringMatching(/^4 requests a second: 120 connections .* take 30 s, /) },
    ]);
    expect(checkConnections(plan({ rate: 4, timeout_total: 20 }), [planned(open(4), forEver)], ROOM)).toEqual([]);
    expect(checkConnections(plan({ rate: 4 }), [planned(open(4), { count: 100 })], ROOM)).toEqual([]);
    expect(checkConnections(plan({ rate: 20 }), [planned(open(20), { durationMs: 5000 })], ROOM)).toEqual([]);
    expect(checkConnections(plan({ rate: 20 }), [planned(open(20), { durationMs: 5100 })], ROOM)).toHaveLength(1);
  });

  it('of an open loop that are opened ahead, those of its first second, are certain', () => {
    const load = [planned(open(101), { durationMs: 1e6 })];
    expect(() => checkConnections(plan({ rate: 101 }), load, ROOM)).toThrow(/^101 requests a second: 101 connections/);
    // 256 at most.
    const fast = [planned(open(5000), { durationMs: 1e6 })];
    expect(() => checkConnections(plan({ rate: 5000 }), fast, ROOM)).toThrow(/: 256 connections at once, and/);
  });
});
