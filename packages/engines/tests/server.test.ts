import { connect, createServer } from 'node:net';
import { systemClock } from '@sagellm/bench-clock';
import { constantProfile } from '@sagellm/bench-latency-model';
import { type Engine, EngineError, type EngineEvent } from '@sagellm/bench-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEngineServer,
  createSimulatedEngine,
  type EngineServer,
  type EngineServerOptions,
  type ServedSummary,
  type SimulatedEngine,
  type SimulatedEngineOptions,
} from '../src/index.ts';
import { type Chunk, chunksOf, send, textOf, until } from './server-test-client.ts';

const open: { server: EngineServer; engine: Engine }[] = [];
afterEach(async () => {
  for (const { server, engine } of open.splice(0)) {
    await server.close();
    await engine.close();
  }
});

async function serveEngine<E extends Engine>(engine: E, options: Partial<EngineServerOptions> = {}) {
  const server = await createEngineServer(engine, { port: 0, ...options });
  open.push({ server, engine });
  return { engine, server, at: (path: string) => server.url + path };
}

async function serve(
  engineOptions: Partial<SimulatedEngineOptions> = {},
  options: Partial<EngineServerOptions> = {},
): Promise<{ engine: SimulatedEngine; server: EngineServer; at: (path: string) => string }> {
  const profile = constantProfile({ ttftMs: 20, itlMs: 5 });
  return serveEngine(
    createSimulatedEngine({ profile, clock: systemClock, seed: 1, slots: 4, model: 'toy', ...engineOptions }),
    options,
  );
}

const chat = { model: 'toy', messages: [{ role: 'user', content: 'one two three' }], max_tokens: 4, ignore_eos: true };
const streamed = { ...chat, stream: true };

describe('a chat stream', () => {
  it('brings the role with the first token, an event a token, the reason on the last, [DONE]', async () => {
    const { at } = await serve();
    const reply = await send(at('/v1/chat/completions'), { body: streamed }).reply;
    expect(reply).toMatchObject({ status: 200, ended: 'complete' });
    expect(reply.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(reply.events.at(-1)).toBe('[DONE]');
    const chunks = chunksOf(reply.events);
    expect(chunks.map((chunk) => chunk.choices![0]!.delta)).toEqual([
      { role: 'assistant', content: '' },
      { content: expect.stringMatching(/^[a-z]{4}$/) },
      { content: expect.stringMatching(/^ [a-z]{4}$/) },
      { content: expect.stringMatching(/^ [a-z]{4}$/) },
      { content: expect.stringMatching(/^ [a-z]{4}$/) },
    ]);
    expect(chunks.map((chunk) => chunk.choices![0]!.finish_reason)).toEqual([null, null, null, null, 'length']);
    expect(chunks.every((chunk) => !('usage' in chunk))).toBe(true);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  it('holds the role chunk until the first token is there', async () => {
    const { at } = await serve({ profile: constantProfile({ ttftMs: 150, itlMs: 1 }) });
    const { arrivals } = await send(at('/v1/chat/completions'), { body: streamed }).reply;
    expect(arrivals[0]!.at).toBeGreaterThan(140);
    expect(arrivals[1]!.at - arrivals[0]!.at).toBeLessThan(50);
  });

  it('ends a natural answer with an empty delta that has the reason', async () => {
    const { at } = await serve({ profile: constantProfile({ ttftMs: 1, itlMs: 0 }) });
    const body = { ...streamed, ignore_eos: false, max_tokens: 5_000, stream_options: { include_usage: true } };
    const { events } = await send(at('/v1/chat/completions'), { body }).reply;
    const chunks = chunksOf(events);
    expect(chunks.at(-2)!.choices![0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.at(-1)!.usage!.completion_tokens).toBe(textOf(events).split(' ').length);
  });

  it('gives the usage in a last chunk without choices where asked', async () => {
    const { at } = await serve();
    const body = { ...streamed, stream_options: { include_usage: true } };
    const chunks = chunksOf((await send(at('/v1/chat/completions'), { body }).reply).events);
    expect(chunks.filter((chunk) => chunk.usage)).toHaveLength(1);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 3, total_tokens: 7, completion_tokens: 4 },
    });
  });

  it('gives running usage on every chunk where asked', async () => {
    const { at } = await serve();
    const body = { ...streamed, stream_options: { include_usage: true, continuous_usage_stats: true } };
    const chunks = chunksOf((await send(at('/v1/chat/completions'), { body }).reply).events);
    expect(chunks.map((chunk) => chunk.usage!.completion_tokens)).toEqual([0, 1, 2, 3, 4, 4]);
    expect(chunks.every((chunk) => chunk.usage!.prompt_tokens === 3)).toBe(true);
  });

  it('tells cached tokens in the last usage when the prefix cache is on', async () => {
    const { at } = await serve({ prefixCache: true });
    const messages = [{ role: 'user', content: 'word '.repeat(40) }];
    const body = { ...streamed, messages, stream_options: { include_usage: true } };
    const cached = async () =>
      chunksOf((await send(at('/v1/chat/completions'), { body }).reply).events).at(-1)!.usage!.prompt_tokens_details;
    expect(await cached()).toEqual({ cached_tokens: 0 });
    expect(await cached()).toEqual({ cached_tokens: 32 });
  });
});

describe('replies without a stream', () => {
  it('hold text, reason and usage', async () => {
    const { at } = await serve();
    const chatReply = await send(at('/v1/chat/completions'), { body: chat }).reply;
    const text = textOf((await send(at('/v1/chat/completions'), { body: streamed }).reply).events);
    expect(JSON.parse(chatReply.body)).toMatchObject({
      object: 'chat.completion',
      model: 'toy',
      choices: [{ message: { role: 'assistant', content: text }, finish_reason: 'length' }],
      usage: { prompt_tokens: 3, total_tokens: 7, completion_tokens: 4 },
    });
    const completion = await send(at('/v1/completions'), { body: { prompt: 'a b', max_tokens: 2, ignore_eos: true } })
      .reply;
    expect(JSON.parse(completion.body)).toMatchObject({
      object: 'text_completion',
      choices: [{ text: expect.stringMatching(/^[a-z]{4} [a-z]{4}$/), finish_reason: 'length' }],
      usage: { prompt_tokens: 2, completion_tokens: 2 },
    });
  });
});

describe('completions', () => {
  it('stream without a role chunk, from token ids too', async () => {
    const { at } = await serve();
    const body = {
      prompt: [5, 6, 7, 8],
      max_tokens: 3,
      ignore_eos: true,
      stream: true,
      stream_options: { include_usage: true },
    };
    const { events } = await send(at('/v1/completions'), { body }).reply;
    const chunks = chunksOf(events);
    expect(chunks.map((chunk) => chunk.choices![0]?.text?.length)).toEqual([4, 5, 5, undefined]);
    expect(chunks.map((chunk) => chunk.choices![0]?.finish_reason)).toEqual([null, null, 'length', undefined]);
    expect(chunks.at(-1)!.usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 3 });
    expect(events.at(-1)).toBe('[DONE]');
  });
});

describe('tokens without text', () => {
  /** Half a character, its other half, a plain token, and an end token without text. */
  const texts = ['', 'ü', ' x', ''];
  const engine = (facts: Partial<Engine['facts']> = {}): Engine => ({
    facts: {
      name: 'scripted',
      model: 'scripted',
      simulated: false,
      max_model_len: 100,
      slots: 1,
      prefix_cache: 'off',
      speculation: 'off',
      ...facts,
    },
    async *generate(request): AsyncGenerator<EngineEvent> {
      yield { type: 'start', prompt_tokens: 2 };
      for (const [token_id, text] of texts.entries()) yield { type: 'token', text, token_id };
      yield { type: 'end', finish_reason: request.max_tokens === 4 ? 'length' : 'stop', output_tokens: 4 };
    },
    countTokens: () => 2,
    stats: () => ({
      running: 0,
      waiting: 0,
      prompt_tokens: 0,
      generated_tokens: 0,
      finished: { stop: 0, length: 0, abort: 0 },
    }),
    close: async () => {},
  });
  const usage = { include_usage: true, continuous_usage_stats: true };

  it.each([
    ['the limit', 4, 'length'],
    ['an end token', 9, 'stop'],
  ])('write no chat chunk but are counted; the end by %s is told', async (_, max_tokens, reason) => {
    const { at } = await serveEngine(engine());
    const body = { messages: chat.messages, max_tokens, stream: true, stream_options: usage };
    const chunks = chunksOf((await send(at('/v1/chat/completions'), { body }).reply).events);
    expect(chunks.map((chunk) => [chunk.choices![0]?.delta, chunk.usage!.completion_tokens])).toEqual([
      [{ role: 'assistant', content: '' }, 0],
      [{ content: 'ü' }, 2],
      [{ content: ' x' }, 3],
      [{}, 4],
      [undefined, 4],
    ]);
    expect(chunks.at(-2)!.choices![0]!.finish_reason).toBe(reason);
  });

  it('write an empty text in completions', async () => {
    const { at } = await serveEngine(engine());
    const body = { prompt: 'x', max_tokens: 4, stream: true, stream_options: usage };
    const chunks = chunksOf((await send(at('/v1/completions'), { body }).reply).events);
    expect(chunks.map((chunk) => [chunk.choices![0]?.text, chunk.usage!.completion_tokens])).toEqual([
      ['', 1],
      ['ü', 2],
      [' x', 3],
      ['', 4],
      [undefined, 4],
    ]);
  });

  it('an engine that fails in the middle: error event, [DONE]; and at the start: its own status', async () => {
    const failing = (after: number): Engine => ({
      ...engine(),
      async *generate(): AsyncGenerator<EngineEvent> {
        if (after < 0) throw new EngineError('too busy', { status: 503, code: 'busy' });
        yield { type: 'start', prompt_tokens: 2 };
        for (let i = 0; i < after; i++) yield { type: 'token', text: 'x', token_id: 0 };
        throw new Error('out of memory');
      },
    });
    const middle = await serveEngine(failing(1));
    const { events, ended } = await send(middle.at('/v1/chat/completions'), { body: { ...streamed, model: 'default' } })
      .reply;
    expect(ended).toBe('complete');
    expect(JSON.parse(events.at(-2)!)).toEqual({
      error: { message: 'internal error: out of memory', type: 'server_error', param: null, code: 'internal_error' },
    });
    expect(events.at(-1)).toBe('[DONE]');

    const start = await serveEngine(failing(-1));
    const refused = await send(start.at('/v1/chat/completions'), { body: { ...streamed, model: 'default' } }).reply;
    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.body).error).toMatchObject({ message: 'too busy', type: 'server_error', code: 'busy' });
  });

  it('an engine that makes no embeddings: 501', async () => {
    const { at } = await serveEngine(engine());
    const reply = await send(at('/v1/embeddings'), { body: { input: 'x' } }).reply;
    expect(reply.status).toBe(501);
    expect(JSON.parse(reply.body).error).toMatchObject({ type: 'server_error', code: 'not_supported' });
  });
});

describe('embeddings', () => {
  it('come as floats or as base64 of the same floats', async () => {
    const { at } = await serve();
    const ask = async (extra: object) =>
      JSON.parse(
        (await send(at('/v1/embeddings'), { body: { model: 'toy', input: ['a b', 'c'], ...extra } }).reply).body,
      );
    const floats = await ask({});
    expect(floats).toMatchObject({
      object: 'list',
      model: 'toy',
      usage: { prompt_tokens: 3, total_tokens: 3, completion_tokens: 0 },
    });
    expect(floats.data.map((row: { index: number }) => row.index)).toEqual([0, 1]);
    const bytes = Buffer.from((await ask({ encoding_format: 'base64' })).data[1].embedding, 'base64');
    expect(bytes.length).toBe(4 * floats.data[1].embedding.length);
    expect(bytes.readFloatLE(0)).toBeCloseTo(floats.data[1].embedding[0], 6);
  });
});

describe('leaving', () => {
  it('in the middle of a stream frees the slot at once', async () => {
    const { at, engine } = await serve({ profile: constantProfile({ ttftMs: 5, itlMs: 20 }) });
    const sent = send(at('/v1/chat/completions'), { body: { ...streamed, max_tokens: 10_000 } });
    await until(() => sent.body().includes('"content":" '));
    expect(engine.stats().running).toBe(1);
    sent.request.destroy();
    await until(() => engine.stats().running === 0);
    expect(engine.stats()).toMatchObject({ kv_used_tokens: 0, finished: { abort: 1 } });
    const { generated_tokens } = engine.stats();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(engine.stats().generated_tokens).toBe(generated_tokens);
    expect(engine.truth().requests[0]!.outcome).toBe('aborted');
  });

  it.each([
    ['before the first token', streamed],
    ['while an answer without a stream is made', chat],
  ])('%s frees the slot', async (_, body) => {
    const { at, engine } = await serve({ profile: constantProfile({ ttftMs: 60_000, itlMs: 20 }) });
    const sent = send(at('/v1/chat/completions'), { body });
    await until(() => engine.stats().running === 1);
    sent.request.destroy();
    await until(() => engine.stats().running === 0);
  });

  it('in the queue leaves the queue', async () => {
    const { at, engine } = await serve({ slots: 1, profile: constantProfile({ ttftMs: 60_000, itlMs: 1 }) });
    const running = send(at('/v1/chat/completions'), { body: streamed });
    await until(() => engine.stats().running === 1);
    const waiting = send(at('/v1/chat/completions'), { body: streamed });
    await until(() => engine.stats().waiting === 1);
    waiting.request.destroy();
    await until(() => engine.stats().waiting === 0);
    running.request.destroy();
    await until(() => engine.stats().running === 0);
  });
});

describe('information', () => {
  it('/health, /v1/models, /info, /tokenize', async () => {
    const { at } = await serve({ maxModelLen: 500, templateTokens: 2 }, { servedModelName: 'alias' });
    const json = async (path: string, body?: unknown) =>
      JSON.parse((await send(at(path), body === undefined ? {} : { body }).reply).body);
    expect(await json('/health')).toEqual({ status: 'ok' });
    expect((await json('/v1/models')).data).toEqual([
      expect.objectContaining({ id: 'alias', owned_by: 'sagellm-bench', max_model_len: 500 }),
    ]);
    expect(await json('/info')).toMatchObject({
      name: 'simulated',
      simulated: true,
      slots: 4,
      running: 0,
      waiting: 0,
      prefix_cache: 'off',
      speculation: 'off',
      served_model_name: 'alias',
    });
    expect(await json('/tokenize', { prompt: 'a b  c' })).toEqual({ count: 3, max_model_len: 500 });
    expect(await json('/tokenize', { model: 'alias', messages: chat.messages })).toMatchObject({ count: 5 });
  });

  it('/metrics counts what was served', async () => {
    const { at } = await serve();
    await send(at('/v1/chat/completions'), { body: streamed }).reply;
    const { body, headers } = await send(at('/metrics')).reply;
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(body).toContain('vllm:prompt_tokens_total{engine="0",model_name="toy"} 3\n');
    expect(body).toContain('vllm:generation_tokens_total{engine="0",model_name="toy"} 4\n');
    expect(body).toContain('finished_reason="length"} 1\n');
    expect(body).not.toContain('process_resident_memory_bytes');
    expect(body).not.toContain('kv_used_bytes');
  });

  it('echoes X-Request-ID, takes it as the reply id, and makes one where none or a strange one came', async () => {
    const { at, engine } = await serve();
    const own = await send(at('/v1/chat/completions'), { body: streamed, headers: { 'X-Request-ID': 'bench-7' } })
      .reply;
    expect(own.headers['x-request-id']).toBe('bench-7');
    expect(chunksOf(own.events)[0]!.id).toBe('chatcmpl-bench-7');
    expect(engine.truth().requests[0]!.request_id).toBe('bench-7');
    for (const headers of [{}, { 'X-Request-ID': 'x'.repeat(300) }]) {
      const reply = await send(at('/health'), { headers }).reply;
      expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('tells onRequest how each reply ended', async () => {
    const summaries: ServedSummary[] = [];
    const { at } = await serve(
      { profile: constantProfile({ ttftMs: 5, itlMs: 20 }) },
      { onRequest: (summary) => summaries.push(summary) },
    );
    await send(at('/v1/chat/completions'), { body: streamed, headers: { 'X-Request-ID': 'a' } }).reply;
    await send(at('/nope')).reply;
    const leaving = send(at('/v1/chat/completions'), { body: { ...streamed, max_tokens: 10_000 } });
    await until(() => leaving.body().includes('content'));
    leaving.request.destroy();
    await until(() => summaries.length === 3);
    expect(summaries.map(({ status, complete }) => [status, complete])).toEqual([
      [200, true],
      [404, true],
      [200, false],
    ]);
    expect(summaries[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions', request_id: 'a' });
  });
});

describe('refusals, in OpenAI form', () => {
  const path = '/v1/chat/completions';
  it.each<[string, string, Parameters<typeof send>[1], number, Partial<NonNullable<Chunk['error']>>]>([
    ['broken JSON', path, { raw: '{"messages": [' }, 400, { code: 'invalid_json', param: null }],
    ['no body', path, { raw: '' }, 400, { code: 'invalid_json' }],
    ['no messages', path, { body: {} }, 400, { code: 'invalid_value', param: 'messages' }],
    ['empty messages', path, { body: { messages: [] } }, 400, { param: 'messages' }],
    ['a wrong type', path, { body: { ...chat, max_tokens: 'four' } }, 400, { param: 'max_tokens' }],
    ['max_tokens 0', path, { body: { ...chat, max_tokens: 0 } }, 400, { param: 'max_tokens' }],
    ['n = 2', path, { body: { ...chat, n: 2 } }, 400, { param: 'n' }],
    ['a temperature of 3', path, { body: { ...chat, temperature: 3 } }, 400, { param: 'temperature' }],
    [
      'an image',
      path,
      { body: { ...chat, messages: [{ role: 'user', content: [{ type: 'image_url' }] }] } },
      400,
      { param: 'messages.0.content' },
    ],
    [
      'usage without a stream',
      path,
      { body: { ...chat, stream_options: { include_usage: true } } },
      400,
      { param: 'stream_options' },
    ],
    ['min_tokens above max_tokens', path, { body: { ...chat, min_tokens: 5 } }, 400, { param: 'min_tokens' }],
    ['an unknown model', path, { body: { ...chat, model: 'gpt-9' } }, 404, { code: 'model_not_found', param: 'model' }],
    ['too long a request', path, { body: { ...chat, max_tokens: 98 } }, 400, { code: 'context_length_exceeded' }],
    [
      'too long a streamed request',
      path,
      { body: { ...streamed, max_tokens: 98 } },
      400,
      { code: 'context_length_exceeded' },
    ],
    ['an empty prompt', '/v1/completions', { body: { prompt: '' } }, 400, { code: 'empty_prompt' }],
    ['several prompts', '/v1/completions', { body: { prompt: ['a', 'b'] } }, 400, { param: 'prompt' }],
    ['echo', '/v1/completions', { body: { prompt: 'a', echo: true } }, 400, { param: 'echo' }],
    ['an empty text to embed', '/v1/embeddings', { body: { input: ['a', ''] } }, 400, { param: 'input.1' }],
    [
      'an unknown embedding model',
      '/v1/embeddings',
      { body: { input: 'a', model: 'x' } },
      404,
      { code: 'model_not_found', param: 'model' },
    ],
    ['nothing to tokenize', '/tokenize', { body: {} }, 400, { code: 'invalid_value' }],
    ['an unknown route', '/v1/nothing', {}, 404, { code: 'unknown_route' }],
    ['the truth, not exposed', '/bench/truth', {}, 404, { code: 'unknown_route' }],
    ['a wrong method', path, { method: 'GET' }, 405, { code: 'wrong_method' }],
    ['a name of Object as a method', '/health', { method: 'PUT' }, 405, { code: 'wrong_method' }],
  ])('%s', async (_, route, options, status, error) => {
    const { at, engine } = await serve({ maxModelLen: 100 });
    const reply = await send(at(route), options).reply;
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(JSON.parse(reply.body)).toEqual({
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param: null,
        code: expect.any(String),
        ...error,
      },
    });
    expect(engine.stats()).toMatchObject({ running: 0, waiting: 0 });
  });

  it('names the allowed method', async () => {
    const { at } = await serve();
    expect((await send(at(path), { method: 'GET' }).reply).headers.allow).toBe('POST');
  });

  it('a wrong or missing API key on /v1, and no key needed elsewhere', async () => {
    const { at } = await serve({}, { apiKey: 'secret-key' });
    const status = async (route: string, headers: Record<string, string>) =>
      (await send(at(route), { headers }).reply).status;
    expect(await status('/v1/models', {})).toBe(401);
    expect(await status('/v1/models', { Authorization: 'Bearer wrong' })).toBe(401);
    expect(await status('/v1/models', { Authorization: 'Bearer secret-key' })).toBe(200);
    expect(await status('/health', {})).toBe(200);
    const refused = await send(at('/v1/models'), { headers: { Authorization: 'Bearer wrong' } }).reply;
    expect(JSON.parse(refused.body).error).toMatchObject({ type: 'authentication_error', code: 'invalid_api_key' });
    expect(refused.body).not.toContain('secret-key');
  });

  it('a body beyond the limit', async () => {
    const { at } = await serve();
    const { request, reply } = send(at(path), { raw: ' '.repeat(65 * 2 ** 20) });
    const outcome = await reply.catch((error: NodeJS.ErrnoException) => error.code);
    // The refusal may meet a client that is still writing.
    if (typeof outcome === 'object') expect(outcome.status).toBe(413);
    else expect(['EPIPE', 'ECONNRESET']).toContain(outcome);
    request.destroy();
  });
});

describe('the server itself', () => {
  it('listens on loopback and gives its url and port', async () => {
    const { server } = await serve();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  it('keeps connections alive', async () => {
    const { at } = await serve();
    expect((await send(at('/health'), { headers: { Connection: 'keep-alive' } }).reply).headers.connection).toBe(
      'keep-alive',
    );
  });

  it('answers pipelined requests in their order, and HTTP/1.0 without chunks', async () => {
    const { server } = await serve();
    const ask = (max_tokens: number, version: string) => {
      const body = JSON.stringify({ prompt: 'a', max_tokens, ignore_eos: true, stream: true });
      return `POST /v1/completions HTTP/${version}\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    };
    const exchange = async (text: string, replies: number) => {
      const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
      let received = '';
      socket.on('data', (part) => {
        received += part;
      });
      socket.write(text);
      await until(() => received.split('[DONE]').length === replies + 1);
      socket.destroy();
      return received;
    };
    const pipelined = await exchange(ask(4, '1.1') + ask(7, '1.1'), 2);
    const tokens = pipelined.split('HTTP/1.1 200 OK').map((reply) => reply.split('"text":').length - 1);
    expect(tokens).toEqual([0, 4, 7]);
    const old = await exchange(ask(3, '1.0'), 1);
    expect(old.slice(old.indexOf('\r\n\r\n') + 4)).toMatch(/^data: /);
  });

  it('says that a port is in use, and what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    await expect(serve({}, { port })).rejects.toMatchObject({
      name: 'BenchmarkError',
      exitCode: 1,
      message: `port ${port} on 127.0.0.1 is in use`,
      remedy: expect.stringContaining('another port'),
    });
    await new Promise((resolve) => taken.close(resolve));
  });

  it('says that a host is not of this machine', async () => {
    await expect(serve({}, { host: '192.0.2.1' })).rejects.toMatchObject({
      exitCode: 1,
      message: 'host 192.0.2.1 is no address of this machine',
    });
  });

  it('cuts running replies and ends idle connections when it is closed', async () => {
    const { at, engine, server } = await serve({ profile: constantProfile({ ttftMs: 5, itlMs: 20 }) });
    const running = send(at('/v1/chat/completions'), { body: { ...streamed, max_tokens: 10_000 } });
    await until(() => running.body().includes('content'));
    await server.close();
    expect((await running.reply).ended).toBe('cut');
    await until(() => engine.stats().running === 0);
    await expect(send(at('/health')).reply).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
