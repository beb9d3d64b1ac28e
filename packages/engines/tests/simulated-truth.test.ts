import { systemClock } from '@sagellm/bench-clock';
import { constantProfile } from '@sagellm/bench-latency-model';
import type { Engine } from '@sagellm/bench-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngineServer, createSimulatedEngine, type EngineServer, type TruthSnapshot } from '../src/index.ts';
import { send } from './server-test-client.ts';

const servers: EngineServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(options: { slots?: number } = {}) {
  const profile = constantProfile({ ttftMs: 50, itlMs: 10 });
  const engine = createSimulatedEngine({ profile, clock: systemClock, seed: 1, slots: 4, ...options });
  const server = await createEngineServer(engine, { port: 0, exposeTruth: true });
  servers.push(server);
  const truth = async () => JSON.parse((await send(`${server.url}/bench/truth`).reply).body) as TruthSnapshot;
  const ask = (extra: object = {}, id = 'r') =>
    send(`${server.url}/v1/completions`, {
      body: { prompt: 'one two', max_tokens: 8, ignore_eos: true, stream: true, ...extra },
      headers: { 'X-Request-ID': id },
    }).reply;
  return { server, truth, ask };
}

const monotonicMs = () => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
};

describe('/bench/truth', () => {
  it('tells on CLOCK_MONOTONIC when each token was written, which is near its due time and never before it', async () => {
    const { truth, ask } = await serve();
    const before = monotonicMs();
    await ask({}, 'first');
    const after = monotonicMs();
    const { clock, dropped, requests } = await truth();
    expect([clock, dropped, requests.length]).toEqual(['monotonic', 0, 1]);
    const [request] = requests;
    expect(request).toMatchObject({ request_id: 'first', index: 0, prompt_tokens: 2, outcome: 'completed' });
    const { received_ms, admitted_ms, token_ms, end_ms } = request!;
    const moments = [before, received_ms, admitted_ms!, ...token_ms, end_ms!, after];
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(token_ms).toHaveLength(8);
    token_ms.forEach((at, index) => {
      const late = at - admitted_ms! - (50 + 10 * index);
      // Timers never fire early; a busy machine makes them late. A thousandth for the rounding of two clocks.
      expect(late).toBeGreaterThan(-0.001);
      expect(late).toBeLessThan(500);
    });
  });

  it('shows the queue: the second of two on one slot is admitted when the first has ended', async () => {
    const { truth, ask } = await serve({ slots: 1 });
    await Promise.all([ask({}, 'a'), ask({}, 'b')]);
    const [a, b] = (await truth()).requests;
    expect(b!.received_ms).toBeLessThan(a!.token_ms[0]!);
    expect(b!.admitted_ms!).toBeGreaterThanOrEqual(a!.token_ms.at(-2)!);
    expect(b!.token_ms[0]! - b!.admitted_ms!).toBeGreaterThan(49);
  });

  it('gives all tokens of a reply without a stream the moment of its write', async () => {
    const { truth, ask } = await serve();
    await ask({ stream: false });
    const [request] = (await truth()).requests;
    expect(request!.token_ms).toHaveLength(8);
    expect(new Set(request!.token_ms).size).toBe(1);
    expect(request!.token_ms[0]! - request!.admitted_ms!).toBeGreaterThan(119);
  });

  it('is cleared by DELETE, and numbers go on', async () => {
    const { server, truth, ask } = await serve();
    await ask();
    const cleared = await send(`${server.url}/bench/truth`, { method: 'DELETE' }).reply;
    expect(cleared.status).toBe(200);
    expect((await truth()).requests).toEqual([]);
    await ask();
    expect((await truth()).requests.map((request) => request.index)).toEqual([1]);
  });

  it('is not served beyond loopback', async () => {
    const profile = constantProfile({ ttftMs: 1, itlMs: 1 });
    const engine: Engine = createSimulatedEngine({ profile, clock: systemClock, seed: 1, slots: 1 });
    await expect(createEngineServer(engine, { host: '0.0.0.0', port: 0, exposeTruth: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('loopback'),
    });
  });
});
