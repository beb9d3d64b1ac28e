import { type Calibration, RunPlan } from '@sagellm/bench-protocol';
import { closedPattern } from '@sagellm/bench-runner';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../src/calibrate/calibrate.ts';
import { calibrationWorkload, spreadStart } from '../src/calibrate/calibration-load.ts';
import { measureError } from '../src/calibrate/measure-error.ts';
import type { SlowClientOptions } from './slow-client.ts';

const slowClient = new URL('./slow-client.ts', import.meta.url).href;

/** 5 in flight, streams of 8 tokens, 60 requests, with planted faults or none. */
async function calibrated(faults?: Omit<SlowClientOptions, 'own'>, plan: Partial<RunPlan> = {}): Promise<Calibration> {
  const { calibration } = await calibrate({
    plan: RunPlan.parse({ concurrency: 5, requests: 60, warmup: 10, ...plan }),
    outputTokens: 8,
    ttftMs: 20,
    itlMs: 10,
    signal: new AbortController().signal,
    ...(faults
      ? {
          clientSource: ({ options: own }) => ({
            module: slowClient,
            export: 'openSlowClient',
            options: { own, ...faults },
          }),
        }
      : {}),
  });
  return calibration;
}

describe('calibration', () => {
  it('joins every request, and the errors are the sum of their sides', async () => {
    const found = await calibrated();
    expect(found).toMatchObject({
      pattern: { kind: 'closed', concurrency: 5 },
      start_spread_ms: 90,
      issued: 60,
      joined: 60,
      left_out: {},
      tokens: 480,
      transport: 'lean',
    });
    for (const error of [found.ttft_error_ms!, found.e2el_error_ms!]) {
      expect(error.total.mean).toBeCloseTo(error.send.mean + error.receive.mean, 2);
      // Nothing is received before it was sent, in either direction: the clocks are joined to a tenth of a millisecond.
      expect(error.send.min).toBeGreaterThan(-0.1);
      expect(error.receive.min).toBeGreaterThan(-0.1);
    }
    expect(found.server_lateness_ms!.min).toBeGreaterThan(-0.1);
    expect(found.send_lag_ms).toBeUndefined();
  });

  it('tells the send lag of an open loop', async () => {
    const found = await calibrated(undefined, { concurrency: undefined, rate: 100, arrival: 'constant' });
    expect(found).toMatchObject({ pattern: { kind: 'open', rate: 100 }, joined: 60 });
    expect(found.send_lag_ms).toMatchObject({ n: 60 });
    expect(found).not.toHaveProperty('start_spread_ms');
  });

  it.each(['undici', 'openai-sdk'] as const)('goes through %s where that is the transport', async (transport) => {
    expect(await calibrated(undefined, { transport })).toMatchObject({ transport, joined: 60 });
  });

  it('over two threads joins the requests of both', async () => {
    expect(await calibrated(undefined, { workers: 2 })).toMatchObject({ threads: 2, joined: 60 });
  });
});

describe('before a run', () => {
  it('an answer that does not stream has an E2EL error, and neither side of it below 0', async () => {
    const workload = calibrationWorkload({
      prompt_tokens: 16,
      output_tokens: 8,
      requests: 40,
      concurrency: 4,
      warmup: 10,
      stream: false,
    });
    const server = { ttftMs: 20, itlMs: 2 };
    const found = await measureError({
      load: { pattern: spreadStart(closedPattern(4), workload, server), threads: 1, workload, server },
      plan: RunPlan.parse({}),
      signal: new AbortController().signal,
    });
    expect(found).toMatchObject({ stream: false, joined: 40, tokens: 0 });
    expect(found.e2el_error_ms!.send.min).toBeGreaterThan(-0.1);
    expect(found.e2el_error_ms!.receive.min).toBeGreaterThan(-0.1);
    expect(found).not.toHaveProperty('ttft_error_ms');
    expect(found).not.toHaveProperty('server_lateness_ms');
  });
});

describe('a client with a planted fault', () => {
  it('that stamps arrivals 5 ms late is caught on the receive side of TTFT and E2EL', async () => {
    const honest = await calibrated();
    const found = await calibrated({ receiveMs: 5 });
    expect(found.joined).toBe(60);
    for (const key of ['ttft_error_ms', 'e2el_error_ms'] as const) {
      expect(found[key]!.receive.min).toBeGreaterThanOrEqual(4.5);
      expect(found[key]!.total.min).toBeGreaterThanOrEqual(4.5);
      expect(found[key]!.send.p50 - honest[key]!.send.p50).toBeLessThan(2.5);
    }
    // A constant delay moves no gap between tokens.
    expect(Math.abs(found.itl_bias_ms!)).toBeLessThan(2.5);
  });

  it('that sends 5 ms after its stamp is caught on the send side', async () => {
    const honest = await calibrated();
    const found = await calibrated({ sendMs: 5 });
    expect(found.joined).toBe(60);
    for (const key of ['ttft_error_ms', 'e2el_error_ms'] as const) {
      expect(found[key]!.send.min).toBeGreaterThanOrEqual(4.5);
      expect(found[key]!.total.min).toBeGreaterThanOrEqual(4.5);
      expect(found[key]!.receive.p50 - honest[key]!.receive.p50).toBeLessThan(2.5);
    }
  });

  it('that stamps every third read 5 ms late is caught in the ITL, whose mean does not show it', async () => {
    const found = await calibrated({ unevenMs: 5 });
    expect(found.joined).toBe(60);
    // Two of three gaps have it at one of their ends.
    expect(found.itl_error_ms!.p50).toBeGreaterThanOrEqual(4.5);
    expect(found.itl_error_ms!.mean).toBeGreaterThanOrEqual(2.5);
    expect(Math.abs(found.itl_bias_ms!)).toBeLessThan(2.5);
  });

  it('that loses an event of each answer has nothing to join, and that is said', async () => {
    await expect(calibrated({ losesEvents: true })).rejects.toMatchObject({
      message: expect.stringMatching(/not one of 60 requests could be joined .*60 (other number of tokens|failed)/),
      exitCode: 1,
    });
  });
});
