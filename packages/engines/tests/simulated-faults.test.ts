import { systemClock } from '@sagellm/bench-clock';
import { constantProfile } from '@sagellm/bench-latency-model';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngineServer, createSimulatedEngine, type EngineServer, type FaultPlanInput } from '../src/index.ts';
import { chunksOf, send, textOf, until } from './server-test-client.ts';

const servers: EngineServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const body = {
  messages: [{ role: 'user', content: 'one two three' }],
  max_tokens: 6,
  ignore_eos: true,
  stream: true,
  stream_options: { include_usage: true },
};
type Fault = FaultPlanInput[number]['fault'];

async function serve(faults: FaultPlanInput, { ttftMs = 20, itlMs = 5 } = {}) {
  const profile = constantProfile({ ttftMs, itlMs });
  const engine = createSimulatedEngine({ profile, clock: systemClock, seed: 1, slots: 4, faults });
  const server = await createEngineServer(engine, { port: 0 });
  servers.push(server);
  return { engine, server, url: `${server.url}/v1/chat/completions` };
}

/** A reply with this fault, and what the engine knows of it. */
async function faulty(fault: Fault, extra: object = {}) {
  const { engine, url } = await serve([{ every: 1, fault }]);
  const reply = await send(url, { body: { ...body, ...extra } }).reply;
  await until(() => engine.truth().requests[0]?.outcome !== undefined);
  // Whatever went wrong, nothing is held.
  await until(() => engine.stats().running === 0);
  return { ...reply, truth: engine.truth().requests[0]! };
}

const words = (events: string[]) => textOf(events).split(' ').filter(Boolean).length;

describe('faults on the wire', () => {
  it('late: the first token comes later by the delay', async () => {
    const { arrivals, truth } = await faulty({ kind: 'late', delay_ms: 200 });
    expect(arrivals[0]!.at).toBeGreaterThan(210);
    expect(truth).toMatchObject({ fault: 'late', outcome: 'completed' });
    expect(words(arrivals.map(({ data }) => data))).toBe(6);
  });

  it('merged: several tokens in an event, and usage still true', async () => {
    const { events, truth } = await faulty({ kind: 'merged', tokens: 4 });
    const chunks = chunksOf(events);
    expect(chunks.map((chunk) => chunk.choices![0]?.delta?.content?.trim().split(' ').filter(Boolean).length)).toEqual([
      0,
      4,
      2,
      undefined,
    ]);
    expect(chunks.at(-2)!.choices![0]!.finish_reason).toBe('length');
    expect(chunks.at(-1)!.usage!.completion_tokens).toBe(6);
    expect(truth.token_ms).toHaveLength(6);
    expect(new Set(truth.token_ms).size).toBe(2);
  });

  it('role-first: the role chunk comes long before the first token, once', async () => {
    const { engine, url } = await serve([{ every: 1, fault: { kind: 'role-first' } }], { ttftMs: 200 });
    const { arrivals, events } = await send(url, { body }).reply;
    expect(arrivals[1]!.at - arrivals[0]!.at).toBeGreaterThan(150);
    expect(chunksOf(events).filter((chunk) => chunk.choices![0]?.delta?.role)).toHaveLength(1);
    expect(engine.truth().requests[0]!.token_ms).toHaveLength(6);
  });

  it.each([
    ['fin', 'cut', 'ECONNRESET'],
    ['reset', 'cut', 'ECONNRESET'],
    ['orderly', 'complete', undefined],
  ] as const)('truncated by %s: tokens, then the %s end, neither reason nor [DONE]', async (end, ended, errorCode) => {
    const reply = await faulty({ kind: 'truncated', after_tokens: 3, end });
    expect(reply).toMatchObject({ status: 200, ended, errorCode });
    expect(words(reply.events)).toBe(3);
    expect(reply.events).not.toContain('[DONE]');
    expect(chunksOf(reply.events).every((chunk) => !chunk.choices![0]!.finish_reason && !chunk.usage)).toBe(true);
    expect(reply.truth).toMatchObject({ outcome: 'faulted', fault: 'truncated' });
    expect(reply.truth.token_ms).toHaveLength(3);
  });

  it('truncated after more tokens than there are does not happen; after 0 nothing comes', async () => {
    const reply = await faulty({ kind: 'truncated', after_tokens: 50, end: 'orderly' });
    expect(reply.events).toContain('[DONE]');
    expect(reply.truth.outcome).toBe('completed');
    const nothing = await faulty({ kind: 'truncated', after_tokens: 0, end: 'orderly' });
    expect(nothing.events).toEqual([]);
  });

  it.each([0, 2])('stream-error after %i tokens: error event, [DONE], orderly end', async (after_tokens) => {
    const { events, ended, status } = await faulty({ kind: 'stream-error', after_tokens, message: 'broken on demand' });
    expect([status, ended]).toEqual([200, 'complete']);
    expect(events).toHaveLength(after_tokens === 0 ? 2 : after_tokens + 3);
    expect(JSON.parse(events.at(-2)!)).toEqual({
      error: { message: 'broken on demand', type: 'server_error', param: null, code: 'fault' },
    });
    expect(events.at(-1)).toBe('[DONE]');
  });

  it('error-as-text: the error is assistant text in the chunk that says stop', async () => {
    const { events, truth } = await faulty({ kind: 'error-as-text', after_tokens: 0 });
    const chunks = chunksOf(events);
    expect(chunks.map((chunk) => chunk.choices![0])).toMatchObject([
      { delta: { role: 'assistant' } },
      { delta: { content: expect.stringMatching(/^\[Stream error: .*\]$/) }, finish_reason: 'stop' },
    ]);
    expect(events.at(-1)).toBe('[DONE]');
    expect(truth.token_ms).toEqual([]);
  });

  it.each([
    [{ kind: 'http-error' }, 500, undefined, { type: 'server_error', code: 'fault' }],
    [
      { kind: 'http-error', status: 429, retry_after_s: 7 },
      429,
      '7',
      { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
    ],
  ] as const)('%j: that status in OpenAI form', async (fault, status, retryAfter, error) => {
    const reply = await faulty(fault);
    expect(reply.status).toBe(status);
    expect(reply.headers['retry-after']).toBe(retryAfter);
    expect(JSON.parse(reply.body).error).toMatchObject(error);
  });

  it.each([
    ['headers', undefined],
    ['first-token', 0],
    ['middle', 3],
  ] as const)('hang at %s: silence until the client leaves, then nothing is held', async (at, tokens) => {
    const { engine, url } = await serve([{ every: 1, fault: { kind: 'hang', at, after_tokens: 3 } }]);
    const sent = send(url, { body });
    let headers = false;
    sent.request.on('response', () => {
      headers = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(headers).toBe(tokens !== undefined);
    if (tokens !== undefined) expect(sent.body().split('data: ').length - 1).toBe(tokens === 0 ? 0 : tokens + 1);
    expect(engine.truth().requests[0]!.outcome).toBeUndefined();
    sent.request.destroy();
    await until(() => engine.truth().requests[0]!.outcome === 'aborted');
    expect(engine.stats()).toMatchObject({ running: 0, waiting: 0, kv_used_tokens: 0 });
  });

  it.each([
    ['zero', 0],
    ['above-limit', 7],
  ] as const)('wrong-usage %s: %i tokens claimed beside 6', async (usage, claimed) => {
    const { events } = await faulty({ kind: 'wrong-usage', usage });
    expect(words(events)).toBe(6);
    expect(chunksOf(events).at(-1)!.usage!.completion_tokens).toBe(claimed);
  });

  it('malformed: one event is no JSON, the others are', async () => {
    const { events } = await faulty({ kind: 'malformed', after_tokens: 2 });
    const broken = events.filter((data) => {
      try {
        return data !== '[DONE]' && !JSON.parse(data);
      } catch {
        return true;
      }
    });
    expect(broken).toHaveLength(1);
    expect(events.indexOf(broken[0]!)).toBe(3);
    expect(events.at(-1)).toBe('[DONE]');
  });

  it('wrong-content-type: 200 with a page', async () => {
    const reply = await faulty({ kind: 'wrong-content-type' });
    expect(reply).toMatchObject({ status: 200, ended: 'complete', body: expect.stringContaining('<h1>') });
    expect(reply.headers['content-type']).toBe('text/html');
  });

  it.each([
    ['no-tokens', 4],
    ['no-events', 0],
  ] as const)('empty with %s: an orderly end without a token', async (reply, count) => {
    const { events, ended, truth } = await faulty({ kind: 'empty', reply });
    expect([events.length, ended]).toEqual([count, 'complete']);
    expect(textOf(events)).toBe('');
    expect(truth.token_ms).toEqual([]);
    if (count) expect(chunksOf(events).at(-1)!.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 0 });
  });
});

describe('faults of replies without a stream', () => {
  const whole = { stream: false, stream_options: null };

  it.each([
    ['fin', 'cut'],
    ['reset', 'cut'],
    ['orderly', 'complete'],
  ] as const)('truncated by %s: half a body', async (end, ended) => {
    const reply = await faulty({ kind: 'truncated', end }, whole);
    expect(reply).toMatchObject({ status: 200, ended });
    expect(() => JSON.parse(reply.body)).toThrow(SyntaxError);
  });

  it('stream-error: status 500', async () => {
    expect((await faulty({ kind: 'stream-error' }, whole)).status).toBe(500);
  });

  it('error-as-text, empty, wrong-usage: a proper body that lies', async () => {
    const text = JSON.parse((await faulty({ kind: 'error-as-text' }, whole)).body);
    expect(text.choices[0]).toMatchObject({ message: { content: expect.stringMatching(/^\[Stream error: /) } });
    const empty = JSON.parse((await faulty({ kind: 'empty' }, whole)).body);
    expect([empty.choices[0].message.content, empty.usage.completion_tokens]).toEqual(['', 0]);
    const wrong = JSON.parse((await faulty({ kind: 'wrong-usage', usage: 'above-limit' }, whole)).body);
    expect(wrong.usage.completion_tokens).toBe(7);
  });

  it('malformed, no body, a page', async () => {
    expect(() => JSON.parse('')).toThrow();
    expect((await faulty({ kind: 'malformed' }, whole)).body).toMatch(/^\{"id"/);
    expect((await faulty({ kind: 'empty', reply: 'no-events' }, whole)).body).toBe('');
    expect((await faulty({ kind: 'wrong-content-type' }, whole)).headers['content-type']).toBe('text/html');
  });
});

it('5 of 10 replies are cut by every: 2, the others are whole', async () => {
  const { engine, url } = await serve([{ every: 2, fault: { kind: 'truncated' } }]);
  const ends: string[] = [];
  for (let i = 0; i < 10; i++) {
    const { ended, events } = await send(url, { body }).reply;
    ends.push(ended === 'complete' && events.at(-1) === '[DONE]' ? 'whole' : 'cut');
  }
  expect(ends).toEqual(Array.from({ length: 5 }, () => ['whole', 'cut']).flat());
  expect(engine.truth().requests.map((request) => request.outcome === 'completed')).toEqual(
    ends.map((end) => end === 'whole'),
  );
});
